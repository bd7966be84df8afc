package coffer.image;

import coffer.bytes.Digest;
import coffer.compression.Inflater;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One layer of an image.
public final class Layer {
  private final Stored stored;
  private final String label;
  private final @Nullable Digest blob;
  private final Digest diffId;
  private final long size;

  /// Opens the blob as it is stored.
  interface Stored {
    InputStream open() throws IOException;
  }

  /// `blob` is null when only the diff id is known, as in a docker-archive.
  Layer(Stored stored, String label, @Nullable Digest blob, Digest diffId, long size) {
    this.stored = stored;
    this.label = label;
    this.blob = blob;
    this.diffId = diffId;
    this.size = size;
  }

  /// The digest of the blob as it is stored; the diff id when the source (a docker-archive) knows
  /// no other.
  public Digest digest() {
    return blob == null ? diffId : blob;
  }

  /// The digest of the blob as it is stored; empty when the source (a docker-archive) does not say.
  public Optional<Digest> blobDigest() {
    return Optional.ofNullable(blob);
  }

  /// The digest of the uncompressed tar.
  public Digest diffId() {
    return diffId;
  }

  /// The stored size in bytes.
  public long size() {
    return size;
  }

  /// The uncompressed tar; the caller closes it. Whoever reads to the end has the blob's size and
  /// digest and the diff id checked: the last read throws a [coffer.bytes.MalformedException] that
  /// names the file, the layer and both digests when one of them is wrong.
  public InputStream open() throws IOException {
    return CheckedStream.tar(plain(Inflater::fastest, _ -> {}), label, diffId);
  }

  /// Like [#open], but decompressed and checked ahead of the reader by threads of their own. `read`
  /// hears from one of them how many bytes more of the blob were read.
  public InputStream openAhead(Inflater inflater, LongConsumer read) throws IOException {
    return new TarAhead(plain(() -> inflater, read), label, diffId);
  }

  private LayerStream plain(Supplier<Inflater> inflater, LongConsumer read) throws IOException {
    return new LayerStream(stored.open(), label, blob, size, inflater, read);
  }

  @Override
  public String toString() {
    return label;
  }
}
