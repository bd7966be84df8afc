package coffer.layer;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.ext4.Ext4;
import coffer.ext4.Ext4Summary;
import coffer.ext4.Ext4Writer;
import coffer.ext4.FileContent;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What identifies a layer in a confidential container group: the dm-verity root hash of the file
/// system made of it. It depends on the uncompressed tar alone, and on the order of its entries.
///
/// The tar is read once, front to back; the file system is never stored. Memory grows with the
/// number of files, not with their size. Reading and layout take the calling thread, hashing the
/// [HashWorkers]; layers may be measured in parallel over the same workers.
///
/// @param rootHash 32 bytes
/// @param imageSize bytes of the file system
/// @param inodes files, directories and links, with eleven that every file system has
/// @param impliedFolders folders, `/etc/ssl`, that only paths of entries imply, one character per
///   byte, sorted: older converters gave them the time of the conversion, and a host that has one
///   computes another hash
public record LayerHash(Bytes rootHash, long imageSize, int inodes, List<String> impliedFolders) {
  public LayerHash {
    impliedFolders = List.copyOf(impliedFolders);
  }

  /// The root hash (32 bytes) of an uncompressed layer tar, which is read to its very end and stays
  /// open. A [MalformedException] names the entry that is wrong or cannot be converted.
  public static Bytes of(InputStream tar, HashWorkers workers) throws IOException {
    return measure(tar, workers).rootHash();
  }

  /// Like [#of], with the circumstances.
  public static LayerHash measure(InputStream tar, HashWorkers workers) throws IOException {
    return measure(new TarReader(tar), workers, null);
  }

  /// Like [#measure], and writes the file system to `image`, a new and empty file, with holes where
  /// it has zeros. After an exception the file is of no use.
  public static LayerHash measure(InputStream tar, HashWorkers workers, SeekableByteChannel image)
      throws IOException {
    return measure(new TarReader(tar), workers, new SparseImage(image));
  }

  private static LayerHash measure(TarReader tar, HashWorkers workers, @Nullable SparseImage image)
      throws IOException {
    try (RunSink sink = new RunSink(workers, image)) {
      Ext4Writer writer = new Ext4Writer(sink);
      addEntries(tar, new LayerTree(writer));
      Ext4Summary summary = writer.finish();
      return new LayerHash(
          sink.root(),
          (long) summary.blocks() * Ext4.BLOCK_SIZE,
          summary.inodes(),
          summary.impliedPaths());
    }
  }

  private static void addEntries(TarReader tar, LayerTree tree) throws IOException {
    FileContent content = content(tar);
    for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
      try {
        tree.add(entry, content, tar.number());
      } catch (MalformedException e) {
        throw e.within(tar.place());
      }
    }
    tar.drain();
  }

  private static FileContent content(TarReader tar) {
    return new FileContent() {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return tar.read(buffer, offset, length);
      }

      @Override
      public long skipHole() {
        return tar.skipHole();
      }
    };
  }
}
