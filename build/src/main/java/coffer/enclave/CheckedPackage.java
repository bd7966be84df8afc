package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.enclaveimage.FileNodes;
import coffer.enclaveimage.ImageExtraction;
import coffer.enclaveimage.ImageFolder;
import coffer.identity.SgxIdentity;
import coffer.occlum.BuiltinConfig;
import coffer.occlum.InternalConfig;
import coffer.occlum.MacText;
import coffer.occlum.RunConfig;
import coffer.sgx.enclave.EnclaveFile;
import coffer.sgx.enclave.EnclaveIdentity;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.ProtectedFileReader;
import coffer.sgx.protectedfile.Protection;
import coffer.sgx.sefs.SefsReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A package on disk, checked as processor and library OS check it at start: the enclave is
/// measured again, its signature verified, and from there each MAC wants the next: that of the
/// configuration those of both images. Only what is right is read.
///
/// @param identity what the package says it is
/// @param config what rules the service; null when it is not what the library OS wants
/// @param findings empty when the library OS would start it
public record CheckedPackage(
    SgxIdentity identity, @Nullable RunConfig config, List<Finding> findings) {
  private static final Protection PROTECTION = new Protection.IntegrityOnly();

  public CheckedPackage {
    findings = List.copyOf(findings);
  }

  /// Checks the package in `folder`, as [OcclumPackage#build] leaves it. The root file system of
  /// the service is taken out of the image into `root`, which is not there yet, if nothing is
  /// wrong; `work` is an empty folder for the meantime.
  ///
  /// [MalformedException] when the folder holds no package.
  public static CheckedPackage of(Path folder, Path work, Path root) throws IOException {
    Path file = folder.resolve(OcclumPackage.IDENTITY);
    SgxIdentity identity;
    try {
      identity = SgxIdentity.parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
    Path archive = folder.resolve(identity.name() + ".tar.gz");
    return new Run(identity, PackageFiles.unpack(archive, work)).check(root);
  }

  /// One check.
  private record Run(SgxIdentity identity, PackageFiles files, List<Finding> findings) {
    Run(SgxIdentity identity, PackageFiles files) {
      this(identity, files, new ArrayList<>());
    }

    CheckedPackage check(Path root) throws IOException {
      byte[] libos = Files.readAllBytes(files.libos());
      enclave(libos);
      RunConfig config = config(BuiltinConfig.mac(libos));
      if (config != null) {
        image("initfs", files.initImage(), config.initMac());
        SefsReader image = image("image", files.image(), config.imageMac());
        if (image != null && findings.isEmpty()) {
          extract(image, root);
        }
      }
      return new CheckedPackage(identity, config, findings);
    }

    private void enclave(byte[] libos) {
      EnclaveIdentity enclave = EnclaveIdentity.of(EnclaveFile.parse(libos));
      var body = enclave.sigStruct().body();
      want("MRENCLAVE of the signature", body.mrEnclave(), enclave.measurement().mrEnclave());
      if (!enclave.problems().isEmpty() && findings.isEmpty()) {
        findings.add(
            new Finding(
                "SIGSTRUCT", "a signature that verifies", String.join("; ", enclave.problems())));
      }
      want("MRENCLAVE", identity.mrEnclave(), enclave.measurement().mrEnclave());
      want("MRSIGNER", identity.mrSigner(), enclave.sigStruct().mrSigner());
      want("ISVPRODID", identity.isvProdId(), body.isvProdId());
      want("ISVSVN", identity.isvSvn(), body.isvSvn());
      want("debug", identity.debug(), body.debugAllowed());
    }

    private @Nullable RunConfig config(Bytes wanted) throws IOException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      Bytes found;
      try (ProtectedFileReader file =
          ProtectedFileReader.open(
              FileNodes.open(files.config()), InternalConfig.PROTECTED_NAME, PROTECTION)) {
        found = file.mac();
        file.copyTo(content);
      } catch (IntegrityException | MalformedException e) {
        findings.add(
            new Finding(
                "configuration", "what its MAC stands for", String.valueOf(e.getMessage())));
        return null;
      }
      return want("MAC of the configuration", MacText.of(wanted), MacText.of(found))
          ? RunConfig.parse(content.toByteArray())
          : null;
    }

    private @Nullable SefsReader image(String name, Path folder, Bytes wanted) throws IOException {
      try {
        SefsReader image = SefsReader.open(new ImageFolder(folder), PROTECTION);
        String found = MacText.of(image.rootMac());
        return want("root MAC of the " + name, MacText.of(wanted), found) ? image : null;
      } catch (IntegrityException | MalformedException e) {
        findings.add(changed(name, e));
        return null;
      }
    }

    private void extract(SefsReader image, Path root) throws IOException {
      try {
        ImageExtraction.extract(image, root, UnaryOperator.identity());
      } catch (IntegrityException | MalformedException e) {
        findings.add(changed("image", e));
      }
    }

    private static Finding changed(String name, RuntimeException e) {
      return new Finding(name, "what its MACs stand for", String.valueOf(e.getMessage()));
    }

    private boolean want(String thing, Object wanted, Object found) {
      boolean right = wanted.equals(found);
      if (!right) {
        findings.add(new Finding(thing, wanted.toString(), found.toString()));
      }
      return right;
    }
  }
}
