package coffer.store;

import coffer.bytes.Digest;
import coffer.image.Images;
import coffer.image.ManifestReader;
import coffer.oci.Descriptor;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Adds an image to a layout under a name; the image that had the name before loses it.
///
/// @param annotations of the image's entry, its name among them
/// @param isStore whether every diff id is checked before the image appears, and an unfinished blob
///   waits for the next attempt
record LayoutSink(
    BlobFolder blobs,
    LayoutIndex index,
    Platform platform,
    SortedMap<String, String> annotations,
    boolean isStore)
    implements ImageSink {
  /// Of a store's entry: the digest of the index that the image was chosen from.
  static final String CHOSEN_FROM = "coffer.chosen-from";

  @Override
  public boolean isParallel() {
    return true;
  }

  @Override
  public void addBlob(Descriptor blob, Content content) throws IOException, InterruptedException {
    blobs.add(blob, content);
  }

  @Override
  public void addManifest(Descriptor manifest, byte[] document)
      throws IOException, InterruptedException {
    blobs.add(manifest, start -> at(document, start));
  }

  @Override
  public void finish(Descriptor root, Descriptor manifest, byte[] document)
      throws IOException, InterruptedException {
    addManifest(manifest, document);
    if (isStore) {
      ManifestReader reader = new ManifestReader(Images.layout(blobs.layout()), platform);
      ImageCopy.verify(reader.image(manifest));
    }
    name(root, manifest);
  }

  /// Adds the image's entry; all of the image is there.
  void name(Descriptor root, Descriptor manifest) throws IOException {
    SortedMap<String, String> said = new TreeMap<>(annotations);
    if (!root.digest().equals(manifest.digest())) {
      said.put(CHOSEN_FROM, root.digest().toString());
    }
    Descriptor entry =
        new Descriptor(
            manifest.mediaType(),
            manifest.digest(),
            manifest.size(),
            MediaType.isIndex(manifest.mediaType()) ? null : platform,
            said);
    index.replace(old -> isReplaced(old, manifest.digest()), entry);
  }

  private static ByteArrayInputStream at(byte[] document, long start) {
    ByteArrayInputStream in = new ByteArrayInputStream(document);
    in.skip(start);
    return in;
  }

  /// An entry of the same name, or the same image without any.
  private boolean isReplaced(Descriptor old, Digest manifest) {
    String name = old.annotations().get(Descriptor.REF_NAME);
    return name == null
        ? old.digest().equals(manifest)
        : Objects.equals(name, annotations.get(Descriptor.REF_NAME))
            && (old.platform() == null || old.platform().equals(platform));
  }

  @Override
  public void close() throws IOException {
    if (!isStore) {
      blobs.removeUnfinished();
    }
  }
}
