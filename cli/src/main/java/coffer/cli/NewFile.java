package coffer.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that is there whole or not at all: written beside its place, then moved there.
final class NewFile {
  private NewFile() {}

  /// Fills the file and says something about it.
  interface Filling<T> {
    T fill(SeekableByteChannel out) throws IOException;
  }

  /// Replaces `file` once `filling` has ended well.
  static <T> T write(Path file, Filling<T> filling) throws IOException {
    Path name = file.getFileName();
    Path part = file.resolveSibling("." + name + "." + ProcessHandle.current().pid() + ".part");
    try {
      T result;
      try (FileChannel out =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        result = filling.fill(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
