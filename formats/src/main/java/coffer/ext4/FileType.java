package coffer.ext4;

/// What an inode is: the type bits of its mode, and the number that directory entries carry (kernel
/// documentation, "Linear (Classic) Directories").
public enum FileType {
  REGULAR(0x8000, 1, "a file"),
  DIRECTORY(0x4000, 2, "a directory"),
  CHARACTER_DEVICE(0x2000, 3, "a character device"),
  BLOCK_DEVICE(0x6000, 4, "a block device"),
  FIFO(0x1000, 5, "a FIFO"),
  SYMLINK(0xA000, 7, "a symbolic link");

  final int modeBits;
  final int entryType;
  final String words;

  FileType(int modeBits, int entryType, String words) {
    this.modeBits = modeBits;
    this.entryType = entryType;
    this.words = words;
  }
}
