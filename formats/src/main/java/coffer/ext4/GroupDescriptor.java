package coffer.ext4;

import coffer.bytes.ByteWriter;

/// One group of 32768 blocks, 32 bytes (kernel documentation, "Block Group Descriptors").
///
/// @param blockBitmap block of the bitmap of blocks
/// @param inodeBitmap block of the bitmap of inodes
/// @param inodeTable first block of the group's inodes
record GroupDescriptor(
    int blockBitmap,
    int inodeBitmap,
    int inodeTable,
    int freeBlocks,
    int freeInodes,
    int directories) {
  static final int SIZE = 32;

  void write(ByteWriter out) {
    out.u32(blockBitmap).u32(inodeBitmap).u32(inodeTable);
    out.u16(freeBlocks).u16(freeInodes).u16(directories).zeros(SIZE - 18);
  }
}
