package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/// The blobs of a place that keeps images by digest: a layout, an archive, a registry's repository.
public interface Blobs {
  /// The most that a document (an index, manifest, configuration) may hold: what registries accept.
  int MAX_DOCUMENT = 4 * 1024 * 1024;

  /// The place, for error texts.
  String origin();

  /// How error texts call a blob.
  String nameOf(Descriptor blob);

  /// Throws a [MalformedException] when it is certain that the blob is missing or of another size.
  void check(Descriptor blob) throws IOException;

  /// The blob as it is stored, unchecked; the caller closes it.
  InputStream open(Descriptor blob) throws IOException;

  /// A whole document, checked.
  default byte[] document(Descriptor blob) throws IOException {
    String name = nameOf(blob);
    if (blob.size() > MAX_DOCUMENT) {
      throw new MalformedException(
          "%s: at most %d bytes wanted, found %d".formatted(name, MAX_DOCUMENT, blob.size()));
    }
    check(blob);
    byte[] content;
    try (InputStream in = open(blob)) {
      content = in.readNBytes(MAX_DOCUMENT + 1);
    }
    if (content.length != blob.size()) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %d".formatted(name, blob.size(), content.length));
    }
    Digest found = Digest.sha256Of(content);
    if (!found.equals(blob.digest())) {
      throw new MalformedException(
          "%s: digest %s wanted, found %s".formatted(name, blob.digest(), found));
    }
    return content;
  }
}
