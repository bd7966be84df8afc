package coffer.ext4;

import java.util.List;

/// What a finished image amounts to.
///
/// @param blocks of 4096 bytes each
/// @param inodes the highest inode number
/// @param impliedPaths directories that have no entry of their own, `/etc/ssl`, one character per
///   byte, sorted
public record Ext4Summary(int blocks, int inodes, List<String> impliedPaths) {
  public Ext4Summary {
    impliedPaths = List.copyOf(impliedPaths);
  }
}
