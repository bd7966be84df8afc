package coffer.ext4;

import coffer.bytes.ByteWriter;

/// The extents of a file whose blocks stand in one piece (kernel documentation, "Extent Tree"): one
/// for each 32768 blocks; up to four in the inode, more in index blocks right behind the data.
///
/// | header | size | field     | leaf | size | field         | index | size | field         |
/// |--------|------|-----------|------|------|---------------|-------|------|---------------|
/// | 0      | 2    | 0xF30A    | 0    | 4    | logical block | 0     | 4    | logical block |
/// | 2      | 2    | entries   | 4    | 2    | length        | 4     | 4    | leaf block    |
/// | 4      | 2    | room for  | 6    | 2    | start, high   | 8     | 2    | leaf, high    |
/// | 6      | 2    | depth     | 8    | 4    | start         | 10    | 2    | unused        |
/// | 8      | 4    | generation|      |      |               |       |      |               |
///
/// @param first the first block of the data
/// @param count how many blocks of data there are
record Extents(int first, int count) {
  static final Extents NONE = new Extents(0, 0);
  static final int ROOT_SIZE = 60;

  private static final int MAGIC = 0xF30A;
  private static final int NODE_SIZE = 12;
  private static final int MAX_LENGTH = 32_768;
  private static final int IN_ROOT = 4;
  private static final int IN_BLOCK = Ext4.BLOCK_SIZE / NODE_SIZE - 1;

  boolean isEmpty() {
    return count == 0;
  }

  private int leaves() {
    return Math.ceilDiv(count, MAX_LENGTH);
  }

  /// How many index blocks stand behind the data. With exactly 340 leaves (and each multiple) the
  /// converter adds one that nobody needs.
  int indexBlocks() {
    return leaves() <= IN_ROOT ? 0 : leaves() / IN_BLOCK + 1;
  }

  /// What stands in the inode: up to 60 bytes.
  void writeRoot(ByteWriter out) {
    int blocks = indexBlocks();
    if (blocks == 0) {
      writeHeader(out, leaves(), IN_ROOT, 0);
      writeLeaves(out, leaves(), 0, first);
    } else {
      writeHeader(out, blocks, IN_ROOT, 1);
      for (int i = 0; i < blocks; i++) {
        out.u32(i * IN_BLOCK * MAX_LENGTH).u32(first + count + i).u16(0).u16(0);
      }
    }
  }

  /// Index block number `i`. From the second one on the converter counts the entries wrongly and
  /// adds the logical offset twice to where they start.
  byte[] indexBlock(int i) {
    int entries = Math.min(leaves() - i * indexBlocks(), IN_BLOCK);
    int offset = i * IN_BLOCK * MAX_LENGTH;
    ByteWriter out = new ByteWriter(Ext4.BLOCK_SIZE);
    writeHeader(out, entries, IN_BLOCK, 0);
    writeLeaves(out, entries, offset, first + offset);
    return out.zeros(Ext4.BLOCK_SIZE - out.position()).toBytes();
  }

  private static void writeHeader(ByteWriter out, int entries, int room, int depth) {
    out.u16(MAGIC).u16(entries).u16(room).u16(depth).u32(0);
  }

  /// A leaf behind the end of the data has a negative length, which as an unsigned number is too
  /// long and becomes the longest.
  private void writeLeaves(ByteWriter out, int entries, int offset, int start) {
    for (int i = 0; i < entries; i++) {
      int block = offset + i * MAX_LENGTH;
      int left = count - block;
      int length = Integer.compareUnsigned(left, MAX_LENGTH) > 0 ? MAX_LENGTH : left;
      out.u32(block).u16(length).u16(0).u32(start + block);
    }
  }
}
