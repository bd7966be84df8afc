package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.SigningDate;
import java.time.LocalDate;
import picocli.CommandLine.Option;

/// The date that is signed. It is asked for, because a tool that takes today's makes other bytes
/// tomorrow.
final class SigningDateOption {
  @Option(
      names = "--date",
      required = true,
      paramLabel = "YYYYMMDD",
      description = "The date that is signed; the same date makes the same bytes.")
  String text = "";

  LocalDate date() {
    try {
      return SigningDate.parse(text);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, "--date: " + e.getMessage(), "");
    }
  }
}
