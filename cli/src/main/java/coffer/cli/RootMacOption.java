package coffer.cli;

import picocli.CommandLine.Option;

/// The root MAC that an image must have.
final class RootMacOption {
  @Option(
      names = "--root-mac",
      paramLabel = "MAC",
      description = "Refuse an image with another root MAC than this one.")
  String expected = "";
}
