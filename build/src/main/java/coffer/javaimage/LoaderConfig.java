package coffer.javaimage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the folders that /etc/ld.so.conf names (ldconfig(8)), its `include` lines followed.
final class LoaderConfig {
  private static final int MAX_NESTING = 8;

  private LoaderConfig() {}

  /// The folders in the order of the file; none when there is no such file.
  static List<String> folders(Path root) throws IOException {
    List<String> folders = new ArrayList<>();
    read(root, root.resolve("etc/ld.so.conf"), folders, 0);
    return folders;
  }

  private static void read(Path root, Path file, List<String> folders, int nesting)
      throws IOException {
    if (nesting > MAX_NESTING || !Files.isRegularFile(file)) {
      return;
    }
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String text = line.replaceFirst("#.*", "").strip();
      if (text.startsWith("include ")) {
        for (Path included : matching(root, text.substring("include ".length()).strip())) {
          read(root, included, folders, nesting + 1);
        }
      } else if (text.startsWith("/")) {
        folders.add(text);
      }
    }
  }

  private static List<Path> matching(Path root, String pattern) throws IOException {
    String absolute = pattern.startsWith("/") ? pattern.substring(1) : "etc/" + pattern;
    int slash = absolute.lastIndexOf('/');
    Path folder = root.resolve(absolute.substring(0, Math.max(slash, 0)));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, absolute.substring(slash + 1))) {
      found.forEach(files::add);
    }
    files.sort(null);
    return files;
  }
}
