package coffer.cli;

import picocli.CommandLine.Option;

/// Whether an enclave is built for dynamic memory.
final class EdmmOption {
  /// How a person says it.
  enum Answer {
    YES,
    NO
  }

  @Option(
      names = "--edmm",
      paramLabel = "yes|no",
      description = {
        "Build for machines with dynamic memory, SGX2 (default: no).",
        "feature.enable_edmm of the configuration has the same effect."
      })
  Answer answer = Answer.NO;

  boolean wanted() {
    return answer == Answer.YES;
  }
}
