package coffer.cli;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Documents that people write.
final class TextFile {
  private static final long MAX_SIZE = 16 << 20;

  private TextFile() {}

  /// The text of a file of at most 16 MiB, with its byte-order mark if it has one.
  static String read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_SIZE) {
      throw new MalformedException(
          "%s: %d bytes, at most %d wanted (Azure takes templates of 4 MB)"
              .formatted(file, size, MAX_SIZE));
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new MalformedException(file + ": not UTF-8 text");
    }
  }

  /// The same, empty when there is no file.
  static String readOrEmpty(@Nullable Path file) throws IOException {
    return file == null ? "" : read(file);
  }
}
