package coffer.enclave;

import coffer.bytes.Digest;
import coffer.image.LayerBlob;
import coffer.javaimage.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;

/// A digest over everything that a build depends on, to tell whether it has to be done again. One
/// use.
final class Fingerprint {
  private final MessageDigest digest = Digest.sha256();

  Fingerprint text(String label, Object value) {
    update(label);
    update(String.valueOf(value));
    return this;
  }

  /// The content of a file.
  Fingerprint content(String label, Path file) throws IOException {
    return text(label, Files.isRegularFile(file) ? LayerBlob.digestOf(file) : "none");
  }

  /// Names, sizes, modes and times of everything below a folder, or of a file.
  Fingerprint stamps(String label, Path top) throws IOException {
    update(label);
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return text(label, "none");
    }
    for (Path file : Folders.walk(top)) {
      stamp(top.relativize(file).toString(), file);
    }
    return this;
  }

  /// The same without the folder's own folders.
  Fingerprint stampsOfFolder(String label, Path folder) throws IOException {
    update(label);
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          stamp(file.getFileName().toString(), file);
        }
      }
    }
    return this;
  }

  private void stamp(String name, Path file) throws IOException {
    PosixFileAttributes facts =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    update(name);
    update(
        facts.isSymbolicLink()
            ? "link " + Files.readSymbolicLink(file)
            : facts.isDirectory()
                ? "folder " + facts.permissions()
                : "%d %s %s"
                    .formatted(facts.size(), facts.lastModifiedTime(), facts.permissions()));
  }

  private void update(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  String toHex() {
    return Digest.of(digest.digest()).hex();
  }
}
