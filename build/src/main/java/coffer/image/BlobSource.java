package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// The files of an image source by their names relative to its root: a folder or a tar.
interface BlobSource {
  int MAX_DOCUMENT = Blobs.MAX_DOCUMENT;

  /// What was opened, for error texts.
  Path path();

  boolean has(String name);

  /// The file's size in bytes.
  long size(String name) throws IOException;

  /// The file's content; the caller closes it.
  InputStream open(String name) throws IOException;

  /// A whole document.
  default byte[] document(String name) throws IOException {
    if (size(name) > MAX_DOCUMENT) {
      throw new MalformedException(
          "%s: at most %d bytes wanted, found %d".formatted(name, MAX_DOCUMENT, size(name)));
    }
    try (InputStream in = open(name)) {
      return in.readNBytes(MAX_DOCUMENT);
    }
  }

  /// A document whose digest is known.
  default byte[] document(String name, Digest wanted) throws IOException {
    byte[] content = document(name);
    Digest found = Digest.sha256Of(content);
    if (!found.equals(wanted)) {
      throw new MalformedException("%s: digest %s wanted, found %s".formatted(name, wanted, found));
    }
    return content;
  }

  default void checkSize(String name, long wanted) throws IOException {
    long found = size(name);
    if (found != wanted) {
      throw new MalformedException("%s: %d bytes wanted, found %d".formatted(name, wanted, found));
    }
  }
}
