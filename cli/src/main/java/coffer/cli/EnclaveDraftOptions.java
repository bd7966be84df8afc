package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.EnclaveConfig;
import coffer.sgx.enclave.EnclaveDraft;
import coffer.sgx.enclave.EnclaveFile;
import coffer.sgx.enclave.SdkProfile;
import coffer.sgx.enclave.Tolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// An enclave's file and its configuration, as the tool of one SDK puts them together.
final class EnclaveDraftOptions {
  @Option(
      names = "--enclave",
      required = true,
      paramLabel = "FILE",
      description = "The enclave to sign: an ELF shared object built with the SGX SDK.")
  Path enclave = Path.of("");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "XML",
      description = "Its configuration, such as Enclave.xml.")
  Path config = Path.of("");

  @Option(
      names = "--resign",
      description = "Replace the signature of an enclave that is signed already.")
  boolean resign;

  @Mixin EnclaveToolOptions tool = new EnclaveToolOptions();

  EnclaveDraft draft() throws IOException {
    Set<Tolerance> tolerated = tool.tolerated();
    if (resign) {
      tolerated.add(Tolerance.SIGNATURE);
    }
    return draft(EnclaveFiles.enclave(enclave), enclave, config, tool.sdk(), tolerated);
  }

  /// Without a profile, that of the SDK that the file was built with and Intel's tool.
  static EnclaveDraft draft(
      EnclaveFile file,
      Path name,
      Path config,
      @Nullable SdkProfile profile,
      Set<Tolerance> tolerated)
      throws IOException {
    EnclaveConfig wanted = EnclaveFiles.config(config);
    try {
      return EnclaveDraft.of(
          file,
          wanted,
          profile == null ? file.sdk(SdkProfile.Tool.INTEL) : profile,
          EnumSet.copyOf(tolerated));
    } catch (MalformedException e) {
      throw e.within(name.toString());
    }
  }
}
