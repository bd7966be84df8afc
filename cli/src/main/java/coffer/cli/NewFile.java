package coffer.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file that is there whole or not at all: written beside its place, then moved there.
final class NewFile {
  private NewFile() {}

  /// Fills the file and says something about it.
  interface Filling<T> {
    T fill(SeekableByteChannel out) throws IOException;
  }

  /// Replaces `file` once `filling` has ended well.
  static <T> T write(Path file, Filling<T> filling) throws IOException {
    return write(file, filling, new FileAttribute<?>[0]);
  }

  /// As [#write], and only the user may read the file.
  static <T> T writeSecret(Path file, Filling<T> filling) throws IOException {
    return write(
        file,
        filling,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static <T> T write(Path file, Filling<T> filling, FileAttribute<?>... attributes)
      throws IOException {
    Path name = file.getFileName();
    Path part = file.resolveSibling("." + name + "." + ProcessHandle.current().pid() + ".part");
    try {
      Files.deleteIfExists(part);
      T result;
      try (FileChannel out =
          FileChannel.open(
              part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
        result = filling.fill(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
