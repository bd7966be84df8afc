package coffer.ext4;

import java.io.IOException;

/// The bytes of a file, read once and in order.
public interface FileContent {
  /// No bytes at all.
  FileContent NONE =
      new FileContent() {
        @Override
        public int read(byte[] buffer, int offset, int length) {
          return -1;
        }

        @Override
        public long skipHole() {
          return 0;
        }
      };

  /// Reads up to `length` bytes into `buffer`; -1 at the end.
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// Steps over zeros that come next and that nobody stored; returns how many, 0 before data and at
  /// the end.
  long skipHole();
}
