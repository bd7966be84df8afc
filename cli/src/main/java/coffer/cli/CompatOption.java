package coffer.cli;

import coffer.generate.Compat;
import picocli.CommandLine.Option;

/// Which release of the reference generator is followed.
final class CompatOption {
  @Option(
      names = "--compat",
      paramLabel = "VERSION",
      description = "Whose bytes: 2.0.1 (default); 2.1.1 and 2.2 are not verified.")
  String text = Compat.V2_0_1.toString();

  Compat compat() {
    return Compat.of(text)
        .orElseThrow(
            () ->
                PolicyGroupOptions.failure("--compat: 2.0.1, 2.1.1 or 2.2 wanted, found " + text));
  }
}
