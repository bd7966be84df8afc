package operator.standins;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The command line.
///
/// @param identity the approved identity.json
/// @param collateral a folder with Intel's, for quotes of real processors
/// @param optedOut hashes of who opted out, one a line
record Options(
    Path identity,
    boolean developmentRoot,
    @Nullable Path collateral,
    @Nullable Path optedOut,
    int corePort,
    int optOutPort) {
  static final String USAGE =
      """
      usage: standins.sh --identity FILE [--allow-development-root] [--collateral FOLDER]
                         [--optout FILE] [--core-port PORT] [--optout-port PORT]
             standins.sh occlum FOLDER    writes what a build looks at of Occlum's distribution\
      """;

  /// `IllegalArgumentException` says what is wrong.
  static Options parse(String... arguments) {
    Path identity = null;
    Path collateral = null;
    Path optedOut = null;
    boolean developmentRoot = false;
    int corePort = 8088;
    int optOutPort = 8081;
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--allow-development-root")) {
        developmentRoot = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": unknown, or a value wanted after it");
      }
      String value = arguments[++i];
      switch (name) {
        case "--identity" -> identity = Path.of(value);
        case "--collateral" -> collateral = Path.of(value);
        case "--optout" -> optedOut = Path.of(value);
        case "--core-port" -> corePort = port(name, value);
        case "--optout-port" -> optOutPort = port(name, value);
        default -> throw new IllegalArgumentException(name + ": unknown");
      }
    }
    if (identity == null) {
      throw new IllegalArgumentException("--identity: missing; the identity.json of a build");
    }
    if (collateral == null && !developmentRoot) {
      throw new IllegalArgumentException(
          "--collateral FOLDER wanted, or --allow-development-root for simulated quotes");
    }
    return new Options(identity, developmentRoot, collateral, optedOut, corePort, optOutPort);
  }

  private static int port(String name, String value) {
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
      throw new IllegalArgumentException(
          "%s: 0 to 65535 wanted, found '%s'".formatted(name, value));
    }
    return Integer.parseInt(value);
  }
}
