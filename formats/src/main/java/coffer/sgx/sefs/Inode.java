package coffer.sgx.sefs;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;

/// An inode on disk (`structs.rs`, `DiskINode`). Owners and times are zero in a built image; what
/// others wrote there means nothing to us.
///
/// @param size of the content of a file or link in bytes; 0 for folders
/// @param mode permission bits
/// @param links how many names it has; of a folder 2 and one for each folder in it
/// @param blocks of a folder how many entries it has, `.` and `..` included; else 0
/// @param fileName names the protected file with its content: 16 bytes, in hex the name
/// @param mac of that file, 16 bytes
record Inode(
    long size, SefsType type, int mode, int links, long blocks, Bytes fileName, Bytes mac) {
  static final int SIZE = 112;

  /// The field is 16 bits wide.
  static final int MAX_LINKS = 0xFFFF;

  private static final int OWNER = 4 + 4;
  private static final int TIMES = 3 * 16;
  private static final int MAC = 16;

  /// The name of the file of inode `number` in a built image: the number, 16 bytes little-endian.
  static Bytes fileName(int number) {
    return Bytes.of(new ByteWriter(16).u32(number).zeros(12).toBytes());
  }

  void write(ByteWriter out) {
    out.u64(size)
        .u32(type.code)
        .u16(mode)
        .u16(links)
        .u32((int) blocks)
        .zeros(OWNER + 4 + TIMES)
        .bytes(fileName)
        .bytes(mac);
  }

  static Inode read(ByteReader in) {
    long size = in.u64();
    SefsType type = SefsType.parse(in.position(), in.u32());
    int mode = in.u16();
    int links = in.u16();
    long blocks = Integer.toUnsignedLong(in.u32());
    in.skip(OWNER);
    in.zeros(4);
    in.skip(TIMES);
    return new Inode(size, type, mode, links, blocks, in.bytes(MAC), in.bytes(MAC));
  }
}
