package coffer.javaimage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a build does to whole folders.
public final class Folders {
  private Folders() {}

  /// Everything below `top`, itself first, in the order of the names' bytes.
  public static List<Path> walk(Path top, FileVisitOption... options) throws IOException {
    try (Stream<Path> found = Files.walk(top, options)) {
      return found.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Deletes a folder and everything in it; nothing when it is gone.
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path path : walk(folder).reversed()) {
      Files.deleteIfExists(path);
    }
  }
}
