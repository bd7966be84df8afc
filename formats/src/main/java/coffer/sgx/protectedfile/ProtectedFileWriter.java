package coffer.sgx.protectedfile;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Writes one protected file in one pass over its content. Groups of nodes are sealed as they come,
/// by whatever threads there are; the few nodes that hang on several groups are kept in memory (one
/// hash node for 12 MB of content) and sealed by whoever ends last.
public final class ProtectedFileWriter {
  private static final byte[] ZEROS = new byte[Nodes.SIZE];

  private final NodeSink out;
  private final FileName name;
  private final long size;
  private final NodeCiphers ciphers;
  private final NodeWorkers workers;

  private final int groups;
  private final byte[][] innerHashNodes;
  private final byte[] rootEntry = new byte[Nodes.ENTRY];
  private byte[] head = new byte[0];

  /// Groups that are not sealed, and the reader of the content: the last to end completes the file.
  private final AtomicInteger pending;

  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final CompletableFuture<Bytes> mac = new CompletableFuture<>();

  private ProtectedFileWriter(
      NodeSink out, FileName name, long size, Protection protection, NodeWorkers workers) {
    if (size < 0 || size > Nodes.MAX_CONTENT) {
      throw new MalformedException(
          "a content of %d bytes; at most %d are allowed".formatted(size, Nodes.MAX_CONTENT));
    }
    this.out = out;
    this.name = name;
    this.size = size;
    this.workers = workers;
    ciphers = workers.ciphers(protection);
    groups = Nodes.groups(size);
    innerHashNodes = new byte[Nodes.inner(groups)][Nodes.SIZE];
    pending = new AtomicInteger(groups + 1);
  }

  /// Writes the file and closes `out`.
  ///
  /// @param name the name that is stored, 1 to 258 bytes in UTF-8 without `/`
  /// @param content stays open; has `size` bytes, or the file is refused
  /// @param size at most 1 TiB
  /// @return the MAC of the file, 16 bytes
  public static Bytes write(
      NodeSink out, String name, InputStream content, long size, Protection protection)
      throws IOException {
    try (NodeWorkers workers = NodeWorkers.none()) {
      return await(start(out, name, content, size, protection, workers));
    }
  }

  /// As [#write], but returns when the content has been read: the rest is done by `workers`, and
  /// [#await] tells its end.
  public static CompletableFuture<Bytes> start(
      NodeSink out,
      String name,
      InputStream content,
      long size,
      Protection protection,
      NodeWorkers workers)
      throws IOException {
    ProtectedFileWriter writer =
        new ProtectedFileWriter(out, FileName.of(name), size, protection, workers);
    writer.read(content);
    return writer.mac;
  }

  /// The MAC, once the file is complete.
  public static Bytes await(CompletableFuture<Bytes> mac) throws IOException {
    try {
      return mac.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private void read(InputStream content) throws IOException {
    int submitted = 0;
    try {
      head = new byte[(int) Math.min(size, Nodes.HEAD)];
      readFully(content, head, 0, head.length);
      while (submitted < groups && failure.get() == null) {
        readGroup(content, submitted);
        submitted++;
      }
      if (failure.get() == null && content.read() >= 0) {
        throw new MalformedException("the content goes on behind its %d bytes".formatted(size));
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
      throw e;
    } finally {
      if (groups == 0 && failure.get() == null) {
        workers.submit(() -> end(1));
      } else {
        end(groups - submitted + 1);
      }
    }
  }

  private void readGroup(InputStream content, int group) throws IOException {
    byte[] buffer = workers.takeBuffer();
    try {
      int length = Nodes.groupContent(size, group);
      readFully(content, buffer, Nodes.SIZE, length);
      workers.submit(() -> sealGroup(group, buffer, length));
    } catch (IOException | RuntimeException e) {
      workers.giveBack(buffer);
      throw e;
    }
  }

  private void readFully(InputStream content, byte[] buffer, int offset, int length)
      throws IOException {
    int read = content.readNBytes(buffer, offset, length);
    if (read < length) {
      throw new MalformedException(
          "the content has ended, %d more of its %d bytes wanted or more"
              .formatted(length - read, size));
    }
  }

  /// Seals the group whose content is in `buffer` behind the place of its hash node.
  private void sealGroup(int group, byte[] buffer, int length) {
    try {
      if (failure.get() == null) {
        seal(group, buffer, length);
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      workers.giveBack(buffer);
      end(1);
    }
  }

  private void seal(int group, byte[] buffer, int length) throws IOException {
    int dataNodes = Nodes.dataNodes(length);
    int end = (1 + dataNodes) * Nodes.SIZE;
    long first = Nodes.hashNode(group);
    System.arraycopy(ZEROS, 0, buffer, 0, Nodes.SIZE);
    System.arraycopy(ZEROS, 0, buffer, Nodes.SIZE + length, end - Nodes.SIZE - length);
    NodeCipher cipher = ciphers.take(name);
    for (int i = 0; i < dataNodes; i++) {
      cipher.seal(buffer, (1 + i) * Nodes.SIZE, first + 1 + i, buffer, i * Nodes.ENTRY);
    }
    if (group < innerHashNodes.length) {
      System.arraycopy(buffer, 0, innerHashNodes[group], 0, Nodes.DATA * Nodes.ENTRY);
      out.write(buffer, Nodes.SIZE, end - Nodes.SIZE, (first + 1) * Nodes.SIZE);
    } else {
      sealHashNode(cipher, group, buffer);
      out.write(buffer, 0, end, first * Nodes.SIZE);
    }
    ciphers.giveBack(cipher);
  }

  /// Seals the hash node at the start of `node`; its key and tag go to its parent.
  private void sealHashNode(NodeCipher cipher, int group, byte[] node) {
    byte[] table = group == 0 ? rootEntry : innerHashNodes[Nodes.parent(group)];
    int entry = group == 0 ? 0 : Nodes.entryInParent(group);
    cipher.seal(node, 0, Nodes.hashNode(group), table, entry);
  }

  /// Says that so many of those that the file waits for have ended.
  private void end(int count) {
    if (pending.addAndGet(-count) > 0) {
      return;
    }
    Bytes complete = null;
    try (out) {
      if (failure.get() == null) {
        complete = complete();
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
    Exception problem = failure.get();
    if (complete == null || problem != null) {
      mac.completeExceptionally(problem);
    } else {
      mac.complete(complete);
    }
  }

  private Bytes complete() throws IOException {
    NodeCipher cipher = ciphers.take(name);
    for (int group = innerHashNodes.length - 1; group >= 0; group--) {
      sealHashNode(cipher, group, innerHashNodes[group]);
      out.write(innerHashNodes[group], 0, Nodes.SIZE, Nodes.hashNode(group) * Nodes.SIZE);
    }
    byte[] metadata = new MetadataNode(name, size, rootEntry, head).toBytes(cipher.integrityOnly());
    cipher.sealMetadata(metadata);
    ciphers.giveBack(cipher);
    out.write(metadata, 0, metadata.length, 0);
    return MetadataNode.mac(metadata);
  }
}
