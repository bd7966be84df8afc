package coffer.ext4;

import java.util.ArrayList;
import java.util.List;

/// Paths inside the file system.
public final class Paths {
  private Paths() {}

  /// The names on the way from the root: empty ones and `.` left out, `..` resolved as text and
  /// never above the root.
  public static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      add(names, path.substring(start, end));
      start = end + 1;
    }
    return names;
  }

  private static void add(List<String> names, String name) {
    switch (name) {
      case "", "." -> {}
      case ".." -> {
        if (!names.isEmpty()) {
          names.removeLast();
        }
      }
      default -> names.add(name);
    }
  }
}
