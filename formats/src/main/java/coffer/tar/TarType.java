package coffer.tar;

/// What an entry is (ustar `typeflag`).
public enum TarType {
  /// A regular file; so are contiguous and sparse files and every type that POSIX leaves to others.
  FILE('0'),
  HARD_LINK('1'),
  SYMLINK('2'),
  CHARACTER_DEVICE('3'),
  BLOCK_DEVICE('4'),
  DIRECTORY('5'),
  FIFO('6'),
  /// A pax global header: metadata, which Go's reader hands out as an entry of its own.
  GLOBAL_HEADER('g');

  final char flag;

  TarType(char flag) {
    this.flag = flag;
  }

  /// Whether bytes follow the header; links, devices, directories and FIFOs have none, whatever
  /// their size field says.
  public boolean hasContent() {
    return this == FILE || this == GLOBAL_HEADER;
  }

  static TarType of(char flag) {
    return switch (flag) {
      case '1' -> HARD_LINK;
      case '2' -> SYMLINK;
      case '3' -> CHARACTER_DEVICE;
      case '4' -> BLOCK_DEVICE;
      case '5' -> DIRECTORY;
      case '6' -> FIFO;
      case 'g' -> GLOBAL_HEADER;
      default -> FILE;
    };
  }
}
