package coffer.sgx.sefs;

import coffer.bytes.MalformedException;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/// A tree from a tar archive, which is read twice: inodes have their numbers only when all names
/// are known, and the numbers are in their files.
public final class TarTree {
  private final SefsTree tree = new SefsTree();

  /// By the number of the entry in the archive.
  private final Map<Integer, FileHandle> handles = new HashMap<>();

  private TarTree() {}

  /// First pass over the uncompressed `tar`: headers only.
  public static TarTree read(InputStream tar) throws IOException {
    TarTree result = new TarTree();
    TarReader reader = TarReader.ofHeaders(tar);
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      try {
        result.add(entry, reader.number());
      } catch (MalformedException e) {
        throw e.within(reader.place());
      }
    }
    return result;
  }

  public SefsTree tree() {
    return tree;
  }

  /// Second pass over the same `tar`: the contents.
  public void writeContents(InputStream tar, SefsWriter writer) throws IOException {
    int found = 0;
    TarReader reader = new TarReader(tar);
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      FileHandle handle = handles.get(reader.number());
      if (handle != null) {
        if (!entry.type().hasContent() || entry.size() != handle.size()) {
          throw changed(reader.place());
        }
        writer.write(handle, reader.content());
        found++;
      }
    }
    if (found != handles.size()) {
      throw changed("%d files".formatted(found));
    }
  }

  private static MalformedException changed(String found) {
    return new MalformedException(
        found + ": the archive is not the one that was read before: was it changed?");
  }

  private void add(TarEntry entry, int number) {
    String path = entry.name();
    switch (entry.type()) {
      case FILE -> handles.put(number, tree.addFile(path, entry.mode(), entry.size()));
      case DIRECTORY -> tree.addFolder(path, entry.mode());
      case SYMLINK -> tree.addSymlink(path, entry.linkName());
      case HARD_LINK -> tree.addHardLink(path, entry.linkName());
      case CHARACTER_DEVICE, BLOCK_DEVICE -> tree.leaveOut(path, Loss.Kind.DEVICE);
      case FIFO -> tree.leaveOut(path, Loss.Kind.FIFO);
      case GLOBAL_HEADER -> {
        return;
      }
    }
    if (!entry.xattrs().isEmpty()) {
      tree.note(path, Loss.Kind.XATTR);
    }
    if (entry.uid() != 0 || entry.gid() != 0) {
      tree.note(path, Loss.Kind.OWNER);
    }
  }
}
