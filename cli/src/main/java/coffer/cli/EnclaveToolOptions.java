package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.SdkProfile;
import coffer.sgx.enclave.Tolerance;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whose signing tool is followed, and what of an enclave it is to let pass.
final class EnclaveToolOptions {
  @Option(
      names = "--sdk",
      paramLabel = "VERSION",
      description = {
        "Whose bytes: such as 2.26 or 2.21-occlum",
        "(default: the SDK that the enclave was built with, Intel's tool)."
      })
  @Nullable String sdk;

  @Option(
      names = {"--ignore-rel-error", "-ignore-rel-error"},
      description = "Accept text relocations; their pages become writable.")
  boolean ignoreTextRelocations;

  @Option(
      names = {"--ignore-init-sec-error", "-ignore-init-sec-error"},
      description = "Accept a section .init, which never runs.")
  boolean ignoreInitSection;

  @Nullable SdkProfile sdk() {
    try {
      return sdk == null ? null : SdkProfile.parse(sdk);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, "--sdk: " + e.getMessage(), "");
    }
  }

  Set<Tolerance> tolerated() {
    Set<Tolerance> tolerated = EnumSet.noneOf(Tolerance.class);
    if (ignoreTextRelocations) {
      tolerated.add(Tolerance.TEXT_RELOCATIONS);
    }
    if (ignoreInitSection) {
      tolerated.add(Tolerance.INIT_SECTION);
    }
    return tolerated;
  }
}
