package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.oci.Platform;
import picocli.CommandLine.Option;

/// Which image of several.
final class PlatformOption {
  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which image of a list for several platforms (default: linux/amd64).")
  String text = Platform.LINUX_AMD64.toString();

  Platform platform() {
    return parse(text);
  }

  static Platform parse(String text) {
    try {
      return Platform.parse(text);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, "--" + e.getMessage(), "");
    }
  }
}
