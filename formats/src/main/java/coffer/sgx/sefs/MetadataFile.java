package coffer.sgx.sefs;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.MalformedException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/// The content of the file `metadata` (`structs.rs`, `lib.rs`): blocks of 128 bytes in groups of
/// 1024. Block 0 is the superblock, the second block of each group its free map, and block i the
/// inode i.
///
/// @param inodes by number
record MetadataFile(SortedMap<Integer, Inode> inodes) {
  static final String NAME = "metadata";

  /// The inode of the root.
  static final int ROOT = 2;

  private static final int BLOCK = 128;
  private static final int GROUP = 1024;
  private static final int MAGIC = 0x2f8dbe2a;

  /// Whether the block is a free map, and so cannot be an inode.
  static boolean isFreeMap(int block) {
    return block % GROUP == 1;
  }

  byte[] toBytes() {
    int last = inodes.lastKey();
    int groups = groups(last);
    int blocks = groups * GROUP;
    int unused = blocks - 1 - groups - inodes.size();
    ByteWriter out = new ByteWriter(Math.toIntExact(size(last)));
    out.u32(MAGIC).u32(blocks).u32(unused).u32(groups);
    for (int block = 1; block <= Math.max(last, freeMap(groups - 1)); block++) {
      out.zeros(block * BLOCK - out.position());
      if (isFreeMap(block)) {
        out.bytes(freeMap(block / GROUP * GROUP, last));
      } else if (inodes.get(block) instanceof Inode inode) {
        inode.write(out);
      }
    }
    return out.at(Math.toIntExact(size(last))).toBytes();
  }

  /// 1024 bits, the least significant of each byte first: 1 is free.
  private byte[] freeMap(int firstBlock, int last) {
    BitSet free = new BitSet(GROUP);
    for (int i = 0; i < GROUP; i++) {
      int block = firstBlock + i;
      free.set(i, block > 0 && !isFreeMap(block) && !inodes.containsKey(block));
    }
    return Arrays.copyOf(free.toByteArray(), BLOCK);
  }

  static MetadataFile parse(byte[] content) {
    ByteReader in = new ByteReader(content);
    want(in.position(), "magic", in.u32(), MAGIC);
    int blocks = in.u32();
    int unused = in.u32();
    long groupsAt = in.position();
    int groups = in.u32();
    if (groups < 1 || groups > content.length / BLOCK / GROUP + 1) {
      throw new MalformedException(
          groupsAt,
          "%s groups, want those of %d bytes"
              .formatted(Integer.toUnsignedString(groups), content.length));
    }
    want(4, "blocks", blocks, groups * GROUP);
    BitSet free = readFreeMaps(content, groups);
    want(8, "unused_blocks", unused, free.cardinality());
    return new MetadataFile(readInodes(content, free, groups));
  }

  private static BitSet readFreeMaps(byte[] content, int groups) {
    BitSet free = new BitSet(groups * GROUP);
    for (int group = 0; group < groups; group++) {
      long start = (long) freeMap(group) * BLOCK;
      ByteReader in = new ByteReader(content);
      in.skip(start);
      BitSet map = BitSet.valueOf(in.bytes(BLOCK).toArray());
      for (int i = map.nextSetBit(0); i >= 0; i = map.nextSetBit(i + 1)) {
        free.set(group * GROUP + i);
      }
      wantUsed(start, free, freeMap(group));
    }
    wantUsed((long) freeMap(0) * BLOCK, free, 0);
    wantUsed((long) freeMap(0) * BLOCK, free, ROOT);
    return free;
  }

  private static SortedMap<Integer, Inode> readInodes(byte[] content, BitSet free, int groups) {
    ByteReader in = new ByteReader(content);
    in.skip(4 * Integer.BYTES);
    int last = free.previousClearBit(groups * GROUP - 1);
    SortedMap<Integer, Inode> inodes = new TreeMap<>();
    for (int block = 1; block <= last; block++) {
      in.zeros((int) ((long) block * BLOCK - in.position()));
      if (isFreeMap(block)) {
        in.skip(BLOCK);
      } else if (!free.get(block)) {
        inodes.put(block, Inode.read(in));
      }
    }
    in.end();
    return inodes;
  }

  private static int groups(int last) {
    return last / GROUP + 1;
  }

  private static int freeMap(int group) {
    return group * GROUP + 1;
  }

  /// It ends behind the last structure, not behind its block.
  private static long size(int last) {
    long lastMap = freeMap(groups(last) - 1);
    return Math.max((long) last * BLOCK + Inode.SIZE, (lastMap + 1) * BLOCK);
  }

  private static void wantUsed(long offset, BitSet free, int block) {
    if (free.get(block)) {
      throw new MalformedException(
          offset, "the free map has block %d, which is never free".formatted(block));
    }
  }

  private static void want(long offset, String field, int found, int wanted) {
    if (found != wanted) {
      throw new MalformedException(offset, "%s is 0x%x, want 0x%x".formatted(field, found, wanted));
    }
  }
}
