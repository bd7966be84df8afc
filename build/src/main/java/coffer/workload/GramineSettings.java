package coffer.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What only an enclave of Gramine wants to know. Everything is optional; sizes come from the JVM's
/// options.
@Key("What only an enclave of Gramine wants to know; {} takes the defaults.")
public record GramineSettings(
    @Key(
            value = "The range of addresses, a power of two such as 2G; from the JVM's options.",
            pattern = GramineReader.SIZE_PATTERN)
        @Nullable String enclaveSize,
    @Key(
            value = "All threads of the enclave; from the JVM's options when missing.",
            minimum = 4,
            maximum = 65536)
        int maxThreads,
    @Key(value = "ISVPRODID; 0 when missing.", minimum = 0, maximum = 65535) int productId,
    @Key(value = "ISVSVN; 0 when missing.", minimum = 0, maximum = 65535) int svn,
    @Key("Whether the host may debug the enclave.") boolean debug,
    @Key("Variables that the host may set. Their values are not part of the identity.")
        List<String> passthrough,
    @Key("File systems beside that of the package.") List<Mount> mounts,
    @Key("A TOML file with further members of the manifest.") @Nullable String manifest) {
  public GramineSettings {
    passthrough = List.copyOf(passthrough);
    mounts = List.copyOf(mounts);
  }

  /// A file system at a folder of the enclave.
  public record Mount(
      @Key(
              value = "tmpfs (in memory), encrypted, or allowed: the host may change it.",
              required = true,
              pattern = "^(tmpfs|encrypted|allowed)$")
          String type,
      @Key(value = "Where it is inside.", required = true, pattern = "^/.+") String path,
      @Key("The host's file or folder; for encrypted and allowed.") @Nullable String source,
      @Key("The name of the key of encrypted files; _sgx_mrenclave when missing.")
          @Nullable String key) {}
}
