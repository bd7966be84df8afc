package coffer.ext4;

import java.io.IOException;

/// Where an image goes: bytes are appended, and only blocks that were announced may be replaced.
public interface BlockSink {
  /// Appends `length` bytes.
  void write(byte[] bytes, int offset, int length) throws IOException;

  /// Appends `count` zero bytes, however many.
  void writeZeros(long count) throws IOException;

  /// Appends the content of a file, which must have `size` bytes.
  void write(FileContent content, long size) throws IOException;

  /// Appends one block, at a block's start, that [#replace] may change.
  void writeReplaceable(byte[] block) throws IOException;

  /// Replaces a block that [#writeReplaceable] appended.
  void replace(int number, byte[] block) throws IOException;
}
