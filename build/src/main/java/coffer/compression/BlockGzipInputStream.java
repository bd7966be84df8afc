package coffer.compression;

import coffer.bytes.MalformedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Inflates gzip data whose members say how long they are (BGZF, as bgzip(1) writes it): many at a
/// time, on all cores. The first member that does not say so, and what follows it, is inflated as
/// any gzip data is. One reader.
final class BlockGzipInputStream extends InputStream {
  private static final int HEADER = 18;
  private static final int BATCH_BYTES = 256 * 1024;

  private final PeekableInputStream stored;
  private final Inflater inflater;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          cores, task -> Thread.ofPlatform().name("coffer-inflate").daemon().unstarted(task));
  private final Deque<Future<List<byte[]>>> batches = new ArrayDeque<>();
  private final Deque<byte[]> ready = new ArrayDeque<>();
  private int taken;

  /// Members that do not say how long they are.
  private @Nullable InputStream rest;

  BlockGzipInputStream(PeekableInputStream stored, Inflater inflater) {
    this.stored = stored;
    this.inflater = inflater;
  }

  /// Whether the next member says how long it is.
  static boolean isBlock(PeekableInputStream stored) throws IOException {
    return size(stored.peek(HEADER)) > 0;
  }

  /// The size of the member with this header; 0 when it is no such member. RFC 1952, section 2.3.1:
  /// deflate, only an extra field, and in it the subfield `BC` of two bytes alone.
  private static int size(byte[] header) {
    byte[] fixed = {0x1f, (byte) 0x8b, 8, 4};
    byte[] extra = {6, 0, 'B', 'C', 2, 0};
    boolean known =
        header.length == HEADER
            && Arrays.equals(header, 0, 4, fixed, 0, 4)
            && Arrays.equals(header, 10, 16, extra, 0, 6);
    return known ? (Byte.toUnsignedInt(header[16]) | Byte.toUnsignedInt(header[17]) << 8) + 1 : 0;
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
    byte[] block = next();
    if (block == null) {
      return rest == null ? -1 : rest.read(buffer, offset, length);
    }
    int count = Math.min(length, block.length - taken);
    System.arraycopy(block, taken, buffer, offset, count);
    taken += count;
    return count;
  }

  /// The block of which bytes are left; null after the last.
  private byte @Nullable [] next() throws IOException {
    while (true) {
      byte[] first = ready.peek();
      if (first != null && taken < first.length) {
        return first;
      }
      if (first != null) {
        ready.remove();
        taken = 0;
        continue;
      }
      while (rest == null && batches.size() < 2 * cores && submit()) {
        // Keeps the threads in work.
      }
      if (batches.isEmpty()) {
        return null;
      }
      ready.addAll(inflated(batches.remove()));
    }
  }

  /// Reads some members and has them inflated; false when there are none.
  private boolean submit() throws IOException {
    List<byte[]> members = new ArrayList<>();
    for (int bytes = 0; bytes < BATCH_BYTES; bytes += members.getLast().length) {
      int size = size(stored.peek(HEADER));
      if (size == 0) {
        if ((stored.peek() & 0xffff) == 0x8b1f) {
          rest = Decompression.of(stored, inflater);
        }
        break;
      }
      byte[] member = stored.readNBytes(size);
      if (member.length < size) {
        throw new EOFException("the stream ends within it");
      }
      members.add(member);
    }
    if (members.isEmpty()) {
      return false;
    }
    batches.add(threads.submit(() -> inflate(members)));
    return true;
  }

  private static List<byte[]> inflate(List<byte[]> members) throws IOException {
    List<byte[]> blocks = new ArrayList<>();
    for (byte[] member : members) {
      blocks.add(BlockGzip.inflate(member));
    }
    return blocks;
  }

  private static List<byte[]> inflated(Future<List<byte[]>> batch) throws IOException {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while a layer was inflated");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException damaged -> throw damaged;
        case MalformedException damaged -> throw damaged;
        case null, default -> throw new IllegalStateException("a block could not be inflated", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    stored.close();
  }
}
