package coffer.ext4;

import coffer.bytes.MalformedException;
import java.io.IOException;

/// The end of the image so far: appends to the sink and knows where that is.
final class ImageCursor {
  private final BlockSink sink;
  private long position;

  ImageCursor(BlockSink sink) {
    this.sink = sink;
  }

  /// The block at which the next byte goes.
  int block() {
    return (int) (position / Ext4.BLOCK_SIZE);
  }

  void write(byte[] bytes) throws IOException {
    advance(bytes.length);
    sink.write(bytes, 0, bytes.length);
  }

  void writeZeros(long count) throws IOException {
    advance(count);
    sink.writeZeros(count);
  }

  void write(FileContent content, long size) throws IOException {
    advance(size);
    sink.write(content, size);
  }

  /// Ends the data of an inode that began at block `first`: pads it to a block, and writes the rest
  /// of its extents.
  void end(Inode inode, int first) throws IOException {
    writeZeros(-position & (Ext4.BLOCK_SIZE - 1));
    Extents extents = new Extents(first, block() - first);
    for (int i = 0; i < extents.indexBlocks(); i++) {
      write(extents.indexBlock(i));
    }
    inode.extents = extents;
    inode.blocks += extents.count() + extents.indexBlocks();
  }

  /// Appends a block that may change; returns its number.
  int writeReplaceable(byte[] block) throws IOException {
    int number = block();
    advance(Ext4.BLOCK_SIZE);
    sink.writeReplaceable(block);
    return number;
  }

  void replace(int number, byte[] block) throws IOException {
    sink.replace(number, block);
  }

  private void advance(long count) {
    if (count > Ext4.MAX_SIZE - position) {
      throw new MalformedException(
          "the file system would be larger than " + Ext4.MAX_SIZE + " bytes");
    }
    position += count;
  }
}
