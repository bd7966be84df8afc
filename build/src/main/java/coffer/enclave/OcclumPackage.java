package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.identity.SgxIdentity;
import coffer.image.LayerBlob;
import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.Folders;
import coffer.occlum.BuiltinConfig;
import coffer.occlum.EnclaveSettings;
import coffer.occlum.InternalConfig;
import coffer.occlum.MacText;
import coffer.sgx.enclave.EnclaveDraft;
import coffer.sgx.enclave.EnclaveFile;
import coffer.sgx.enclave.SdkProfile;
import coffer.sgx.enclave.SigStruct;
import coffer.sgx.protectedfile.ProtectedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// An enclave package as it was built: the files of [#build]'s folder and what a verifier will see.
///
/// @param archive the package, a gzip tar with one folder of its name
/// @param layer the same as a layer of an image
/// @param warnings what is allowed and odd
public record OcclumPackage(
    SgxIdentity identity, Path archive, LayerBlob layer, List<String> warnings) {
  /// The signed library OS, beside the archive.
  public static final String LIBOS = "libos.signed.so";

  /// What a verifier will see, beside the archive.
  public static final String IDENTITY = "identity.json";

  /// Beyond this, processors differ in what they take.
  private static final int LARGE_ENCLAVE_BITS = 36;

  public OcclumPackage {
    warnings = List.copyOf(warnings);
  }

  /// The service's file system.
  public interface RootFiles {
    /// Writes it as an SEFS image into `image`, a folder that is not there yet, and returns the
    /// root MAC.
    Bytes writeImage(Path image) throws IOException;
  }

  /// A file system of a folder or an uncompressed tar.
  public static RootFiles files(Path folderOrTar) {
    return image -> SefsImages.create(folderOrTar, image);
  }

  /// Builds into the folder `out`, which appears, or is replaced, when everything is done. `initfs`
  /// is a folder or an uncompressed tar; what says that the image has no key is added to it.
  public static OcclumPackage build(
      PackageRequest request, RootFiles root, Path initfs, Path out, Consumer<String> progress)
      throws IOException, BuildException {
    return build(request, root, TarTree.of(initfs), out, progress);
  }

  static OcclumPackage build(
      PackageRequest request, RootFiles root, FileTree initfs, Path out, Consumer<String> progress)
      throws IOException, BuildException {
    prepare(initfs);
    Path target = out.toAbsolutePath().normalize();
    Files.createDirectories(parentOf(target));
    OutputFolder.requireReplaceable(target);
    Path work = Files.createTempDirectory(parentOf(target), ".enclave-");
    try {
      Path made = Files.createDirectory(work.resolve("out"));
      OcclumPackage result = new PackageRun(request, work, made, progress).run(root, initfs);
      OutputFolder.replace(target, made);
      return new OcclumPackage(
          result.identity,
          target.resolve(result.archive.getFileName()),
          result.layer,
          result.warnings);
    } finally {
      Folders.delete(work);
    }
  }

  private static Path parentOf(Path target) {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }

  private static void prepare(FileTree initfs) throws BuildException {
    if (PackageLayout.hasImageKey(initfs)) {
      throw new BuildException(
          "the initfs holds etc/image_key: everybody who has the package could read it; remove it,"
              + " and let the init program get the key after attestation");
    }
    PackageLayout.completeInit(initfs);
  }

  /// One build in the folder `work`; the results go to `out`.
  private record PackageRun(
      PackageRequest request, Path work, Path out, Consumer<String> progress) {
    OcclumPackage run(RootFiles root, FileTree initfs) throws IOException {
      progress.accept("writing the image");
      Path image = work.resolve("image");
      Bytes imageMac = root.writeImage(image);
      Path initImage = work.resolve("initfs");
      Bytes initMac = SefsImages.create(initfs, initImage);
      byte[] internal =
          InternalConfig.of(request.config().config(), request.edmm(), imageMac, initMac);
      ProtectedFile config = SefsImages.protect(internal, InternalConfig.PROTECTED_NAME);
      progress.accept("measuring and signing the library OS");
      EnclaveSettings settings = EnclaveSettings.of(request.config().config(), request.edmm());
      EnclaveDraft draft = draft(settings, config.mac());
      byte[] libos = sign(draft);
      SgxIdentity identity = identity(libos, draft, imageMac, initMac, config.mac());
      progress.accept("packing");
      Files.write(out.resolve(LIBOS), libos);
      Files.write(out.resolve(".Occlum_sys.json"), internal);
      Files.write(out.resolve(InternalConfig.PROTECTED_NAME), config.content());
      Files.writeString(out.resolve("Enclave.xml"), settings.toXml(), StandardCharsets.UTF_8);
      Files.write(out.resolve(IDENTITY), identity.toBytes());
      Path archive = out.resolve(request.name() + ".tar.gz");
      PackageLayout.Parts parts =
          new PackageLayout.Parts(image, initImage, initfs, libos, config.content());
      LayerBlob layer = LayerBlob.write(PackageLayout.of(request, parts)::writeTo, archive);
      return new OcclumPackage(identity, archive, layer, warnings(draft));
    }

    private EnclaveDraft draft(EnclaveSettings settings, Bytes configMac) throws IOException {
      try {
        byte[] libos = BuiltinConfig.embed(Files.readAllBytes(request.libos()), configMac);
        EnclaveFile file = EnclaveFile.parse(libos);
        SdkProfile sdk = request.sdk();
        return EnclaveDraft.of(
            file,
            settings.enclaveConfig(),
            sdk == null ? file.sdk(SdkProfile.Tool.OCCLUM) : sdk,
            request.tolerated());
      } catch (MalformedException e) {
        throw e.within(request.libos().toString());
      }
    }

    private byte[] sign(EnclaveDraft draft) throws IOException {
      try {
        return draft.sign(request.date(), request.signer());
      } catch (GeneralSecurityException e) {
        throw new IOException("the key does not sign: " + e.getMessage(), e);
      }
    }

    private SgxIdentity identity(
        byte[] libos, EnclaveDraft draft, Bytes imageMac, Bytes initMac, Bytes configMac) {
      SigStruct signed =
          EnclaveFile.parse(libos)
              .sigStruct()
              .orElseThrow(() -> new AssertionError("signed, and no signature in it"));
      return new SgxIdentity(
          request.name(),
          signed.body().mrEnclave(),
          signed.mrSigner(),
          signed.body().isvProdId(),
          signed.body().isvSvn(),
          signed.body().debugAllowed(),
          draft.enclaveSize(),
          new SgxIdentity.Checksums(
              MacText.of(imageMac), MacText.of(initMac), MacText.of(configMac)),
          NotBound.of(request.config().config(), signed.body().debugAllowed()));
    }

    private List<String> warnings(EnclaveDraft draft) {
      List<String> warnings = new ArrayList<>();
      if (request.config().config().metadata().debuggable()) {
        warnings.add("metadata.debuggable: the host may read this enclave's memory");
      }
      if (draft.enclaveSize() > 1L << LARGE_ENCLAVE_BITS) {
        warnings.add(
            "an enclave of %d bytes: more than 2^%d, which not every processor takes"
                .formatted(draft.enclaveSize(), LARGE_ENCLAVE_BITS));
      }
      if (request.pal().isEmpty()) {
        warnings.add("no libocclum-pal.so in the package: it is started where Occlum has one");
      }
      return warnings;
    }
  }
}
