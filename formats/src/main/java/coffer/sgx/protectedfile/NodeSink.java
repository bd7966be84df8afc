package coffer.sgx.protectedfile;

import java.io.IOException;

/// Where a protected file goes. Hash nodes stand before what they are computed from, so that writes
/// come in any order, from several threads when there are several; none overlaps another.
public interface NodeSink extends AutoCloseable {
  /// Writes `length` bytes at `position` of the file.
  void write(byte[] bytes, int offset, int length, long position) throws IOException;

  /// Called once, when the file is complete or given up.
  @Override
  void close() throws IOException;
}
