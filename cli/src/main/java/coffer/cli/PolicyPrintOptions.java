package coffer.cli;

import coffer.cce.Policy;
import coffer.cce.PolicyText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a policy is shown.
final class PolicyPrintOptions {
  @Option(names = "--outraw", description = "Print the policy text.")
  boolean outraw;

  @Option(
      names = "--outraw-pretty-print",
      description = "Print the policy text with indented containers; it has another digest.")
  boolean outrawPretty;

  @Option(names = "--print-policy", description = "Print the policy in base64.")
  boolean printPolicy;

  @Option(names = "--omit-id", description = "Leave the images' names out of the policy.")
  boolean omitId;

  @Option(
      names = {"-s", "--save-to-file"},
      paramLabel = "FILE",
      description = "Write what is printed, images' names included, to a file too.")
  @Nullable Path saveToFile;

  void check(boolean template) {
    if ((outraw ? 1 : 0) + (outrawPretty ? 1 : 0) + (printPolicy ? 1 : 0) > 1) {
      throw PolicyGroupOptions.failure(
          "--outraw, --outraw-pretty-print and --print-policy exclude each other");
    }
    if (saveToFile != null && template && !isAsked()) {
      throw PolicyGroupOptions.failure(
          "--save-to-file with a template needs --outraw, --outraw-pretty-print or --print-policy");
    }
  }

  /// Whether one of the forms was asked for.
  boolean isAsked() {
    return outraw || outrawPretty || printPolicy;
  }

  /// The policy as it is printed.
  Policy printed(Policy policy) {
    return omitId ? policy.withoutIds() : policy;
  }

  /// The text of a policy, its containers indented if that is asked for.
  PolicyText text(Policy policy) {
    return outrawPretty ? policy.prettyText() : policy.text();
  }

  /// The text in the form asked for, base64 if none was.
  String shown(PolicyText text) {
    return outraw || outrawPretty ? text.text() : text.base64();
  }
}
