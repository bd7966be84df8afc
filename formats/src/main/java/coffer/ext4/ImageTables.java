package coffer.ext4;

import coffer.bytes.ByteWriter;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/// Everything behind the directories: the inode table, the bitmaps, zeros up to the last group; and
/// then, at the front, the group descriptors and the superblock.
final class ImageTables {
  private final ImageCursor out;
  private final InodeTable inodes;
  private final int inodeTable;
  private final Geometry geometry;

  /// The first block of the bitmaps; where the blocks in use end; where the image ends.
  private final int bitmaps;

  private final int used;
  private final int size;
  private int freeBlocks;
  private int freeInodes;

  /// For a cursor that stands where the inode table begins.
  ImageTables(ImageCursor out, InodeTable inodes) {
    this.out = out;
    this.inodes = inodes;
    inodeTable = out.block();
    geometry = Geometry.of(inodeTable, inodes.count());
    bitmaps = inodeTable + geometry.groups() * geometry.inodeBlocksPerGroup();
    used = bitmaps + 2 * geometry.groups();
    size = Math.max(used, (geometry.groups() - 1) * Ext4.BLOCKS_PER_GROUP + 1);
  }

  /// Returns the image's size in blocks.
  int write() throws IOException {
    if (descriptorBlocks() > Ext4.DESCRIPTOR_BLOCKS) {
      throw new MalformedException(
          "the file system would be larger than " + Ext4.MAX_SIZE + " bytes");
    }
    writeInodes();
    ByteWriter descriptors = new ByteWriter(Ext4.DESCRIPTOR_BLOCKS * Ext4.BLOCK_SIZE);
    for (int group = 0; group < geometry.groups(); group++) {
      writeBitmaps(group).write(descriptors);
    }
    out.writeZeros((long) (size - used) * Ext4.BLOCK_SIZE);
    replaceDescriptors(descriptors);
    replaceSuperblock();
    return size;
  }

  private int descriptorBlocks() {
    return Math.ceilDiv(geometry.groups() * GroupDescriptor.SIZE, Ext4.BLOCK_SIZE);
  }

  private void writeInodes() throws IOException {
    int tableSize = geometry.groups() * geometry.inodesPerGroup();
    for (int first = 1; first <= inodes.count(); first += Ext4.INODES_PER_BLOCK) {
      ByteWriter block = new ByteWriter(Ext4.BLOCK_SIZE);
      for (int i = 0; i < Ext4.INODES_PER_BLOCK; i++) {
        Inode inode = inodes.inode(first + i);
        if (inode == null) {
          block.zeros(Ext4.INODE_SIZE);
        } else {
          inode.write(block);
        }
      }
      out.write(block.toBytes());
    }
    long written = (long) Math.ceilDiv(inodes.count(), Ext4.INODES_PER_BLOCK) * Ext4.BLOCK_SIZE;
    out.writeZeros((long) tableSize * Ext4.INODE_SIZE - written);
  }

  /// Bits from inodes-per-group on stay zero, which `e2fsck` calls "Padding at end of inode bitmap
  /// is not set"; so the converter has it.
  private GroupDescriptor writeBitmaps(int group) throws IOException {
    BitSet blockBits = blockBits(group);
    int firstInode = 1 + group * geometry.inodesPerGroup();
    BitSet inodeBits = new BitSet();
    int directories = 0;
    for (int i = 0; i < geometry.inodesPerGroup(); i++) {
      inodeBits.set(i, inodes.isUsed(firstInode + i));
      directories += inodes.isDirectory(firstInode + i) ? 1 : 0;
    }
    out.write(Arrays.copyOf(blockBits.toByteArray(), Ext4.BLOCK_SIZE));
    out.write(Arrays.copyOf(inodeBits.toByteArray(), Ext4.BLOCK_SIZE));
    int free = Ext4.BLOCKS_PER_GROUP - blockBits.cardinality();
    int freeHere = geometry.inodesPerGroup() - inodeBits.cardinality();
    freeBlocks += free;
    freeInodes += freeHere;
    return new GroupDescriptor(
        bitmaps + 2 * group,
        bitmaps + 2 * group + 1,
        inodeTable + group * geometry.inodeBlocksPerGroup(),
        free,
        freeHere,
        directories);
  }

  /// Descriptor blocks that nobody needs are free, and blocks behind the image's end are not.
  private BitSet blockBits(int group) {
    int start = group * Ext4.BLOCKS_PER_GROUP;
    BitSet bits = new BitSet();
    bits.set(0, Math.clamp(used - start, 0, Ext4.BLOCKS_PER_GROUP));
    if (group == 0) {
      bits.clear(1 + descriptorBlocks(), Ext4.FIRST_DATA_BLOCK);
    }
    if (group == geometry.groups() - 1) {
      bits.set(size - start, Ext4.BLOCKS_PER_GROUP);
    }
    return bits;
  }

  private void replaceDescriptors(ByteWriter descriptors) throws IOException {
    byte[] bytes = descriptors.toBytes();
    for (int i = 0; i < descriptorBlocks(); i++) {
      int from = i * Ext4.BLOCK_SIZE;
      byte[] block = Arrays.copyOfRange(bytes, from, from + Ext4.BLOCK_SIZE);
      out.replace(1 + i, block);
    }
  }

  private void replaceSuperblock() throws IOException {
    ByteWriter block = new ByteWriter(Ext4.BLOCK_SIZE).zeros(Superblock.OFFSET);
    new Superblock(
            geometry.groups() * geometry.inodesPerGroup(),
            size,
            freeBlocks,
            freeInodes,
            geometry.inodesPerGroup())
        .write(block);
    out.replace(0, block.zeros(Ext4.BLOCK_SIZE - block.position()).toBytes());
  }
}
