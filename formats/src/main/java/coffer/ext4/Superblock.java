package coffer.ext4;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;

/// The superblock, 1024 bytes at byte 1024 of the image (kernel documentation, "The Super Block").
/// Only what differs between images is a component; all fields are numbers of 32 bits.
///
/// @param inodes how many the table holds
/// @param blocks size of the image
public record Superblock(
    int inodes, int blocks, int freeBlocks, int freeInodes, int inodesPerGroup) {
  public static final int OFFSET = 1024;
  public static final int SIZE = 1024;

  private static final int MAGIC = 0xEF53;
  private static final int STATE_CLEAN = 1;
  private static final int ERRORS_CONTINUE = 1;
  private static final int REVISION_DYNAMIC = 1;
  private static final int LOG_BLOCK_SIZE = 2;

  /// ext_attr, sparse_super2.
  private static final int COMPATIBLE = 0x208;

  /// filetype, extents, flex_bg.
  private static final int INCOMPATIBLE = 0x242;

  /// large_file, huge_file, extra_isize, readonly.
  private static final int READ_ONLY_COMPATIBLE = 0x104A;

  private static final int EXTRA_INODE_SIZE = 24;
  private static final int LOG_GROUPS_PER_FLEX = 31;

  void write(ByteWriter out) {
    int start = out.position();
    out.u32(inodes).u32(blocks).u32(0).u32(freeBlocks).u32(freeInodes).u32(0);
    out.at(start + 0x18).u32(LOG_BLOCK_SIZE).u32(LOG_BLOCK_SIZE);
    out.u32(Ext4.BLOCKS_PER_GROUP).u32(Ext4.BLOCKS_PER_GROUP).u32(inodesPerGroup).zeros(12);
    out.at(start + 0x38).u16(MAGIC).u16(STATE_CLEAN).u16(ERRORS_CONTINUE).zeros(14);
    out.at(start + 0x4C).u32(REVISION_DYNAMIC).zeros(4);
    out.at(start + 0x54).u32(Ext4.FIRST_INODE).u16(Ext4.INODE_SIZE).u16(0);
    out.at(start + 0x5C).u32(COMPATIBLE).u32(INCOMPATIBLE).u32(READ_ONLY_COMPATIBLE);
    out.zeros(0x15C - 0x68).u16(EXTRA_INODE_SIZE).u16(EXTRA_INODE_SIZE).zeros(0x14);
    out.at(start + 0x174).u8(LOG_GROUPS_PER_FLEX).zeros(0x268 - 0x175);
    out.at(start + 0x268).u32(Ext4.FIRST_INODE).zeros(SIZE - 0x26C);
  }

  /// Parses the 1024 bytes and checks that they are of the kind that [#write] writes.
  public static Superblock parse(MemorySegment bytes) {
    ByteReader in = new ByteReader(bytes);
    int inodes = in.u32();
    int blocks = in.u32();
    in.zeros(4);
    int freeBlocks = in.u32();
    int freeInodes = in.u32();
    in.zeros(4);
    expect("block size", LOG_BLOCK_SIZE, in.at(0x18).u32());
    in.skip(4);
    expect("blocks per group", Ext4.BLOCKS_PER_GROUP, in.u32());
    in.skip(4);
    int inodesPerGroup = in.u32();
    in.skip(12);
    expect("magic", MAGIC, in.at(0x38).u16());
    in.skip(30);
    expect("inode size", Ext4.INODE_SIZE, in.at(0x58).u16());
    in.skip(2);
    expect("compatible features", COMPATIBLE, in.at(0x5C).u32());
    expect("incompatible features", INCOMPATIBLE, in.u32());
    expect("read-only compatible features", READ_ONLY_COMPATIBLE, in.u32());
    in.skip(SIZE - in.position());
    in.end();
    return new Superblock(inodes, blocks, freeBlocks, freeInodes, inodesPerGroup);
  }

  private static void expect(String field, int want, int found) {
    if (want != found) {
      throw new MalformedException(
          "superblock: %s 0x%x wanted, found 0x%x".formatted(field, want, found));
    }
  }
}
