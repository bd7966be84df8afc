package coffer.enclave;

import coffer.bytes.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a build of an enclave ends in, all in one folder.
///
/// @param command what is started inside
/// @param image the digest of the container image's manifest; null when there was no base for one
/// @param reused whether nothing had changed since the last build
public record EnclaveArtifacts(
    Path folder,
    OcclumPackage occlum,
    List<String> command,
    @Nullable Digest image,
    boolean reused) {
  public EnclaveArtifacts {
    command = List.copyOf(command);
  }

  /// Those that a build left in `folder`, if nobody has touched them since.
  public static Optional<EnclaveArtifacts> in(Path folder) throws IOException {
    return new BuildRecord(folder).last();
  }

  /// The signed library OS, beside the package.
  public Path libos() {
    return packageFolder(folder).resolve(OcclumPackage.LIBOS);
  }

  static Path packageFolder(Path folder) {
    return folder.resolve("package");
  }

  /// The container image as an OCI image layout.
  public Path layout() {
    return layout(folder);
  }

  static Path layout(Path folder) {
    return folder.resolve("image");
  }

  /// The container image as a docker-archive.
  public Path imageArchive() {
    return imageArchive(folder, occlum.identity().name());
  }

  static Path imageArchive(Path folder, String name) {
    return folder.resolve(name + "-image.tar");
  }

  /// What the image is called in the archive.
  public String imageName() {
    return occlum.identity().name() + ":latest";
  }

  /// Every file that a person may take from here.
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (var found = Files.list(packageFolder(folder))) {
      files.addAll(found.sorted().toList());
    }
    if (image != null) {
      files.add(imageArchive());
      files.add(layout().resolve("index.json"));
    }
    return files;
  }
}
