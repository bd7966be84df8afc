package coffer.ext4;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All inodes by number: the root is 2, the reserved ones up to 10 are absent, `lost+found` is 11,
/// and the others follow in the order of their creation.
final class InodeTable {
  /// With one more the converter's count of blocks overflows its 32 bits (see [Geometry]), and what
  /// comes out is no file system.
  private static final int MAX_INODES = 131_084 * Ext4.INODES_PER_BLOCK;

  private static final int RESERVED = Ext4.FIRST_INODE - 1;

  private final Inode root = new Inode(Ext4.ROOT_INODE, FileType.DIRECTORY);
  private final List<Inode> others = new ArrayList<>();

  Inode root() {
    return root;
  }

  /// A new inode, without a name yet.
  Inode next(FileType type) {
    if (count() == MAX_INODES) {
      throw new MalformedException("more than " + MAX_INODES + " files, directories and links");
    }
    Inode inode = new Inode(count() + 1, type);
    others.add(inode);
    return inode;
  }

  /// The highest number in use.
  int count() {
    return RESERVED + others.size();
  }

  @Nullable Inode inode(int number) {
    if (number == Ext4.ROOT_INODE) {
      return root;
    }
    return number <= RESERVED || number > count() ? null : others.get(number - RESERVED - 1);
  }

  /// Whether the inode bitmap counts it as used.
  boolean isUsed(int number) {
    return number <= count();
  }

  boolean isDirectory(int number) {
    Inode inode = inode(number);
    return inode != null && inode.isDirectory();
  }

  /// Directories that no entry of their own made, sorted.
  List<String> impliedPaths() {
    return others.stream()
        .map(inode -> inode.impliedPath)
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }
}
