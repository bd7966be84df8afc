package coffer.ext4;

/// Sizes and limits of the file system.
public final class Ext4 {
  public static final int BLOCK_SIZE = 4096;

  /// Largest image, and largest file: 128 GiB.
  public static final long MAX_SIZE = 128L << 30;

  static final int BLOCKS_PER_GROUP = 8 * BLOCK_SIZE;
  static final int INODE_SIZE = 256;
  static final int INODES_PER_BLOCK = BLOCK_SIZE / INODE_SIZE;
  static final int MAX_INODES_PER_GROUP = 8 * BLOCK_SIZE;

  /// Blocks that hold the group descriptors; enough for the largest image.
  static final int DESCRIPTOR_BLOCKS = 8;

  /// The first block after the superblock and the descriptors.
  static final int FIRST_DATA_BLOCK = 1 + DESCRIPTOR_BLOCKS;

  static final int ROOT_INODE = 2;

  /// The first inode that is not reserved; `lost+found` has it.
  static final int FIRST_INODE = 11;

  static final int MAX_NAME = 255;
  static final int MAX_LINKS = 65_000;

  /// A symbolic link up to this length lives in its inode.
  static final int MAX_SHORT_SYMLINK = 59;

  private Ext4() {}
}
