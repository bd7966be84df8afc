package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.enclaveimage.ImageBuild;
import coffer.javaimage.FileTree;
import coffer.sgx.protectedfile.ProtectedFile;
import coffer.sgx.protectedfile.Protection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// The integrity-only images and files of an Occlum package.
final class SefsImages {
  private static final Protection PROTECTION = new Protection.IntegrityOnly();

  private SefsImages() {}

  /// Writes the image of a folder or of an uncompressed tar into `image`, a folder that is not
  /// there yet. Returns the root MAC, 16 bytes.
  static Bytes create(Path folderOrTar, Path image) throws IOException {
    try {
      return Files.isDirectory(folderOrTar)
          ? ImageBuild.ofFolder(folderOrTar, image, PROTECTION, UnaryOperator.identity())
              .summary()
              .rootMac()
          : ofTar(folderOrTar, image);
    } catch (MalformedException e) {
      throw e.within(folderOrTar.toString());
    }
  }

  /// The same of a tree; its tar lies beside `image` meanwhile.
  static Bytes create(FileTree tree, Path image) throws IOException {
    Path tar = Files.createTempFile(image.toAbsolutePath().getParent(), "tree", ".tar");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar))) {
        tree.writeTo(out);
      }
      return ofTar(tar, image);
    } finally {
      Files.deleteIfExists(tar);
    }
  }

  private static Bytes ofTar(Path tar, Path image) throws IOException {
    return ImageBuild.ofTar(() -> Files.newInputStream(tar), image, PROTECTION).summary().rootMac();
  }

  /// A protected file under the name `name`.
  static ProtectedFile protect(byte[] content, String name) {
    return ProtectedFile.protect(name, content, PROTECTION);
  }
}
