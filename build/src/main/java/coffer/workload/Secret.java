package coffer.workload;

import org.jspecify.annotations.Nullable;

/// A secret that the service gets after it has proved its identity, under the name that it asks
/// for. The value never enters this package.
public sealed interface Secret {
  /// The name under which the service asks for it.
  String name();

  /// Random bytes, made when the group is first set up.
  record Generated(
      @Key(
              value = "The name that the service asks for.",
              required = true,
              pattern = WorkloadReader.NAME_PATTERN)
          String name,
      @Key(value = "How many random bytes to make.", required = true, minimum = 16, maximum = 1024)
          int generate)
      implements Secret {}

  /// The content of a file that only its owner may read.
  record FromFile(
      @Key(
              value = "The name that the service asks for.",
              required = true,
              pattern = WorkloadReader.NAME_PATTERN)
          String name,
      @Key(
              value =
                  "The file that holds the secret, relative to the folder of coffer.yaml; mode"
                      + " 0600.",
              required = true)
          String file,
      @Key(
              "The identity.json of those who may have it, relative to the folder of coffer.yaml;"
                  + " without it, whatever runs under this name.")
          @Nullable String identity)
      implements Secret {}
}
