package coffer.ext4;

/// How many groups an image has and how many inodes each of them holds.
record Geometry(int groups, int inodesPerGroup) {
  private static final int BITMAPS = 2;

  /// The fewest groups that hold `blocks` blocks and `inodes` inodes; among those the fewest inodes
  /// per group. The converter computes in 32 bits, unsigned, which is enough for as many inodes as
  /// [InodeTable] takes.
  static Geometry of(int blocks, int inodes) {
    Geometry best = new Geometry(Integer.MAX_VALUE, 0);
    for (int perGroup = Ext4.INODES_PER_BLOCK;
        perGroup <= Ext4.MAX_INODES_PER_GROUP;
        perGroup += Ext4.INODES_PER_BLOCK) {
      int groups = groups(blocks, inodes, perGroup);
      if (groups < best.groups) {
        best = new Geometry(groups, perGroup);
      }
    }
    return best;
  }

  private static int groups(int blocks, int inodes, int inodesPerGroup) {
    long dataPerGroup = Ext4.BLOCKS_PER_GROUP - inodesPerGroup / Ext4.INODES_PER_BLOCK - BITMAPS;
    long enoughForInodes = (inodes - 1) / inodesPerGroup * dataPerGroup + 1;
    return (int) Math.ceilDiv(Math.max(blocks, enoughForInodes), dataPerGroup);
  }

  /// Blocks of one group's part of the inode table.
  int inodeBlocksPerGroup() {
    return inodesPerGroup / Ext4.INODES_PER_BLOCK;
  }
}
