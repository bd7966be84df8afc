package coffer.javaimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Symbolic links inside a folder that holds a whole system: an absolute target begins at that
/// folder, and `..` does not leave it.
public final class RootLinks {
  private static final int MOST_LINKS = 40;

  private RootLinks() {}

  /// The place below `root` that `path`, which lies below it, means there; a place that is not
  /// there when a link leads nowhere.
  public static Path resolve(Path root, Path path) {
    Deque<Path> rest = new ArrayDeque<>();
    root.relativize(path).forEach(rest::add);
    Path at = root;
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.remove().toString();
      if (name.equals("..")) {
        at = at.equals(root) ? root : parent(at);
      } else if (!name.isEmpty() && !name.equals(".")) {
        Path next = at.resolve(name);
        if (Files.isSymbolicLink(next) && links++ < MOST_LINKS) {
          Path target = target(next);
          at = target.isAbsolute() ? root : at;
          prepend(rest, target);
        } else {
          at = next;
        }
      }
    }
    return at;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException _) {
      return Path.of(""); // gone meanwhile: then nothing is there
    }
  }

  private static void prepend(Deque<Path> rest, Path target) {
    for (int i = target.getNameCount() - 1; i >= 0; i--) {
      rest.addFirst(target.getName(i));
    }
  }
}
