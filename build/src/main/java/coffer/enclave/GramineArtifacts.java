package coffer.enclave;

import coffer.bytes.Digest;
import coffer.identity.SgxIdentity;
import coffer.image.LayerBlob;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a build of an enclave of Gramine ends in, all in one folder.
///
/// @param folder with `package` and the container image
/// @param layer the package as a layer of an image
/// @param trusted how many files the manifest has the hash of
/// @param image the digest of the container image's manifest; null when there was no base for one
/// @param warnings what is allowed and odd
public record GramineArtifacts(
    Path folder,
    SgxIdentity identity,
    LayerBlob layer,
    int trusted,
    List<String> command,
    @Nullable Digest image,
    List<String> warnings) {
  public GramineArtifacts {
    command = List.copyOf(command);
    warnings = List.copyOf(warnings);
  }

  /// The package, a gzip tar with one folder of its name.
  public Path archive() {
    return file(".tar.gz");
  }

  /// What the enclave measures, beside the archive.
  public Path manifest() {
    return file(".manifest.sgx");
  }

  /// The signature, beside the archive.
  public Path signature() {
    return file(".sig");
  }

  private Path file(String suffix) {
    return folder.resolve("package").resolve(identity.name() + suffix);
  }

  /// The container image as an OCI image layout.
  public Path layout() {
    return folder.resolve("image");
  }

  /// The container image as a docker-archive.
  public Path imageArchive() {
    return folder.resolve(identity.name() + "-image.tar");
  }

  public String imageName() {
    return identity.name() + ":latest";
  }
}
