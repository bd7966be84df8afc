package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A layer's tar, decompressed ahead of its reader by one thread while another computes its diff
/// id, which is checked at the end. One reader.
final class TarAhead extends InputStream {
  static final int CHUNK = 256 * 1024;

  private static final int CHUNKS = 8;

  /// Some of the tar, for the reader and for the digest; without bytes at the end, where `failure`
  /// says what ended it early.
  private record Chunk(byte[] bytes, int length, AtomicInteger users, @Nullable Throwable failure) {
    boolean isEnd() {
      return length < 0;
    }
  }

  private final LayerStream plain;
  private final String label;
  private final Digest diffId;
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<Chunk> toRead = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final BlockingQueue<Chunk> toDigest = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final CompletableFuture<Digest> digest = new CompletableFuture<>();
  private final Thread decompressing;
  private final Thread digesting;
  private @Nullable Chunk current;
  private int taken;
  private boolean checked;

  TarAhead(LayerStream plain, String label, Digest diffId) {
    this.plain = plain;
    this.label = label;
    this.diffId = diffId;
    for (int i = 0; i < CHUNKS; i++) {
      free.add(new byte[CHUNK]);
    }
    decompressing = Thread.ofPlatform().name("coffer-unpack").daemon().start(this::decompress);
    digesting = Thread.ofPlatform().name("coffer-digest").daemon().start(this::digest);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    Chunk chunk = current();
    if (chunk.isEnd()) {
      end(chunk.failure);
      return -1;
    }
    int count = Math.min(length, chunk.length - taken);
    System.arraycopy(chunk.bytes, taken, buffer, offset, count);
    taken += count;
    return count;
  }

  private Chunk current() throws InterruptedIOException {
    Chunk chunk = current;
    if (chunk == null || (!chunk.isEnd() && taken == chunk.length)) {
      if (chunk != null) {
        giveBack(chunk);
      }
      chunk = take(toRead);
      current = chunk;
      taken = 0;
    }
    return chunk;
  }

  private void end(@Nullable Throwable failure) throws IOException {
    switch (failure) {
      case IOException broken -> throw broken;
      case MalformedException malformed -> throw malformed;
      case null -> {
        if (!checked) {
          CheckedStream.checkDiffId(label, diffId, digestOfAll());
          checked = true;
        }
      }
      default -> throw new IllegalStateException(label + ": cannot be read", failure);
    }
  }

  private Digest digestOfAll() throws InterruptedIOException {
    try {
      return digest.get();
    } catch (InterruptedException _) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw new IllegalStateException(label + ": cannot be hashed", e.getCause());
    }
  }

  private void decompress() {
    Throwable failure = null;
    try (plain) {
      for (boolean more = true; more; ) {
        byte[] bytes = free.take();
        int length = plain.readNBytes(bytes, 0, CHUNK);
        more = length == CHUNK;
        if (length == 0) {
          break;
        }
        Chunk chunk = new Chunk(bytes, length, new AtomicInteger(2), null);
        toRead.put(chunk);
        toDigest.put(chunk);
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      failure = e;
    }
    Chunk end = new Chunk(new byte[0], -1, new AtomicInteger(2), failure);
    toDigest.offer(end);
    toRead.offer(end);
  }

  private void digest() {
    MessageDigest sha256 = Digest.sha256();
    try {
      for (Chunk chunk = toDigest.take(); !chunk.isEnd(); chunk = toDigest.take()) {
        sha256.update(chunk.bytes, 0, chunk.length);
        giveBack(chunk);
      }
      digest.complete(Digest.of(sha256.digest()));
    } catch (InterruptedException | RuntimeException e) {
      digest.completeExceptionally(e);
    }
  }

  private void giveBack(Chunk chunk) {
    if (chunk.users.decrementAndGet() == 0) {
      free.add(chunk.bytes);
    }
  }

  private static Chunk take(BlockingQueue<Chunk> queue) throws InterruptedIOException {
    try {
      return queue.take();
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while a layer was read");
  }

  /// Ends both threads; the first of them closes the layer.
  @Override
  public void close() {
    decompressing.interrupt();
    digesting.interrupt();
  }
}
