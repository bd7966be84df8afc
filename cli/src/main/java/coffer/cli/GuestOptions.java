package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SnpExpectations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is wanted of a confidential VM.
final class GuestOptions {
  @Option(
      names = "--minimum-uvm-svn",
      paramLabel = "N",
      description = "Want an endorsed utility VM of at least this version (production: 100).")
  @Nullable Long minimumUvmSvn;

  SnpExpectations expectations(@Nullable Bytes hostData, boolean debug) {
    SnpExpectations expectations = SnpExpectations.strict();
    if (hostData != null) {
      expectations = expectations.withHostData(hostData);
    }
    if (debug) {
      expectations = expectations.withLaunch(new SnpExpectations.Launch(0, true, false));
    }
    return minimumUvmSvn == null
        ? expectations
        : expectations.withEndorsement(SnpExpectations.Endorsement.atLeast(minimumUvmSvn));
  }
}
