package coffer.ext4;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// Writes every directory: the root first, then each child with all below it, in the order in which
/// children are stored.
final class DirectoryTree {
  private final ImageCursor out;

  DirectoryTree(ImageCursor out) {
    this.out = out;
  }

  private record Pending(Inode directory, Inode parent) {}

  void write(Inode root) throws IOException {
    Deque<Pending> pending = new ArrayDeque<>();
    pending.push(new Pending(root, root));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      List<Map.Entry<String, Inode>> children = next.directory.storedChildren();
      write(next, children);
      for (Map.Entry<String, Inode> child : children.reversed()) {
        if (child.getValue().isDirectory()) {
          pending.push(new Pending(child.getValue(), next.directory));
        }
      }
    }
  }

  private void write(Pending pending, List<Map.Entry<String, Inode>> children) throws IOException {
    int first = out.block();
    DirectoryBlocks blocks = new DirectoryBlocks(out);
    blocks.add(".", pending.directory);
    blocks.add("..", pending.parent);
    for (Map.Entry<String, Inode> child : children) {
      blocks.add(child.getKey(), child.getValue());
    }
    blocks.finish();
    pending.directory.size = (long) (out.block() - first) * Ext4.BLOCK_SIZE;
    out.end(pending.directory, first);
  }
}
