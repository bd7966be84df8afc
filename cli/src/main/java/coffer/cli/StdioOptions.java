package coffer.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/// Whether the host may see what containers write and write what they read.
final class StdioOptions {
  @Option(names = "--enable-stdio", description = "The host sees output and writes input.")
  boolean enabled;

  @Option(names = "--disable-stdio", description = "The host sees no output and writes no input.")
  boolean disabled;

  void check() {
    if (enabled && disabled) {
      throw PolicyGroupOptions.failure("--enable-stdio and --disable-stdio exclude each other");
    }
  }

  /// Warns when neither was chosen.
  void warn(PrintWriter err) {
    if (!enabled && !disabled) {
      err.println("warning: the host sees all output; --disable-stdio hides it");
    }
  }

  boolean allowed() {
    return !disabled;
  }
}
