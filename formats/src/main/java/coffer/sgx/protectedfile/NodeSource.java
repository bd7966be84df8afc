package coffer.sgx.protectedfile;

import java.io.IOException;

/// A protected file to be read.
public interface NodeSource extends AutoCloseable {
  /// Size of the file in bytes.
  long size();

  /// Reads exactly `length` bytes at `position` of the file; fails where the file ends before.
  void read(byte[] buffer, int offset, int length, long position) throws IOException;

  @Override
  void close() throws IOException;
}
