package coffer.agent;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Finds files of a container from outside of it: links are followed as the container would follow
/// them, and never lead out of its root.
final class InRoot {
  private static final int MOST_LINKS = 40;

  private InRoot() {}

  /// The file that `path`, absolute in the container, names below `root`.
  static Path resolve(Path root, String path) throws IOException {
    Deque<String> todo = new ArrayDeque<>();
    push(todo, path);
    Path current = root;
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (name.equals("..")) {
        Path above = current.getParent();
        current = above == null || current.equals(root) ? root : above;
        continue;
      }
      Path next = current.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        current = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        throw new FileSystemException(path, null, "too many links in the image");
      }
      String target = Files.readSymbolicLink(next).toString();
      current = target.startsWith("/") ? root : current;
      push(todo, target);
    }
    return current;
  }

  private static void push(Deque<String> todo, String path) {
    for (String name : java.util.List.of(path.split("/")).reversed()) {
      if (!name.isEmpty() && !name.equals(".")) {
        todo.push(name);
      }
    }
  }
}
