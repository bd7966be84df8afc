package coffer.evidence;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The files of a folder, of up to 16 MiB each; what cannot be parsed is told with its name.
record FolderFiles(Path folder) {
  private static final int LARGEST = 1 << 24;

  boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  boolean hasAll(String... names) {
    for (String name : names) {
      if (!has(name)) {
        return false;
      }
    }
    return true;
  }

  /// Null when there is no such file.
  byte @Nullable [] read(String name) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new MalformedException(name + ": more than 16 MiB");
      }
      return content;
    } catch (NoSuchFileException | NotDirectoryException _) {
      return null;
    }
  }

  /// `hint` says what the file is needed for.
  byte[] required(String name, String hint) throws IOException {
    byte[] content = read(name);
    if (content == null) {
      throw new MalformedException("%s: no %s; %s".formatted(folder, name, hint));
    }
    return content;
  }

  /// Null when there is no such file.
  <T> @Nullable T parsed(String name, Function<byte[], T> parse) throws IOException {
    byte[] content = read(name);
    return content == null ? null : parsed(name, content, parse);
  }

  static <T> T parsed(String name, byte[] content, Function<byte[], T> parse) {
    try {
      return parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }
}
