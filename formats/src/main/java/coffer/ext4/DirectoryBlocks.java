package coffer.ext4;

import coffer.bytes.ByteWriter;
import coffer.bytes.Latin1;
import java.io.IOException;

/// The blocks of one linear directory (kernel documentation, "Linear (Classic) Directories").
///
/// | offset | size | field                             |
/// |--------|------|-----------------------------------|
/// | 0      | 4    | inode                             |
/// | 4      | 2    | length of the entry               |
/// | 6      | 1    | length of the name                |
/// | 7      | 1    | file type                         |
/// | 8      |      | the name, zero-padded to 4 bytes  |
///
/// Each block ends with an entry without inode and name that takes what is left, 12 bytes or more.
final class DirectoryBlocks {
  private static final int ENTRY_SIZE = 8;
  private static final int LAST_ENTRY_SIZE = 12;

  private final ImageCursor out;
  private ByteWriter block = new ByteWriter(Ext4.BLOCK_SIZE);

  DirectoryBlocks(ImageCursor out) {
    this.out = out;
  }

  void add(String name, Inode inode) throws IOException {
    int size = (ENTRY_SIZE + name.length() + 3) & ~3;
    if (left() < size + LAST_ENTRY_SIZE) {
      finish();
    }
    int start = block.position();
    block.u32(inode.number).u16(size).u8(name.length()).u8(inode.type.entryType);
    block.bytes(Latin1.toBytes(name)).zeros(start + size - block.position());
  }

  void finish() throws IOException {
    int left = left();
    block.u32(0).u16(left).zeros(left - 6);
    out.write(block.toBytes());
    block = new ByteWriter(Ext4.BLOCK_SIZE);
  }

  private int left() {
    return Ext4.BLOCK_SIZE - block.position();
  }
}
