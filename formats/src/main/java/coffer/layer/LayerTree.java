package coffer.layer;

import coffer.bytes.MalformedException;
import coffer.ext4.Ext4Time;
import coffer.ext4.Ext4Writer;
import coffer.ext4.FileAttributes;
import coffer.ext4.FileContent;
import coffer.ext4.FileType;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import coffer.tar.TarType;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Translates a layer's entries into a file system: links, devices and files as they are, whiteouts
/// (OCI image specification, "Layer", section "Whiteouts") as the overlay file system of Linux has
/// them, a character device 0:0 for a file that is gone and an attribute for an opaque directory.
final class LayerTree {
  private static final String WHITEOUT_PREFIX = ".wh.";
  private static final String OPAQUE_MARKER = ".wh..wh..opq";
  private static final int PERMISSIONS = 0xFFF;
  private static final FileAttributes WHITEOUT =
      new FileAttributes(
          FileType.CHARACTER_DEVICE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          "",
          0,
          0,
          Collections.emptySortedMap());

  private final Ext4Writer tree;

  LayerTree(Ext4Writer tree) {
    this.tree = tree;
  }

  /// Adds the entry, number `number` of its archive.
  void add(TarEntry entry, FileContent content, int number) throws IOException {
    int end = entry.name().lastIndexOf('/') + 1;
    String folder = entry.name().substring(0, end);
    String file = entry.name().substring(end);
    if (file.equals(OPAQUE_MARKER)) {
      tree.makeOpaque(folder, number);
    } else if (file.startsWith(WHITEOUT_PREFIX)) {
      tree.create(folder + hidden(file), WHITEOUT, FileContent.NONE, number);
    } else if (entry.type() == TarType.HARD_LINK) {
      tree.link(entry.name(), entry.linkName(), number);
    } else {
      tree.create(entry.name(), attributes(entry), content, number);
    }
  }

  private static String hidden(String marker) {
    String name = marker.substring(WHITEOUT_PREFIX.length());
    return switch (name) {
      case "", ".", ".." ->
          throw new MalformedException("a whiteout of '" + name + "', which is no file's name");
      default -> name;
    };
  }

  private static FileAttributes attributes(TarEntry entry) {
    return new FileAttributes(
        type(entry.type()),
        entry.mode() & PERMISSIONS,
        entry.uid(),
        entry.gid(),
        time(entry.accessed()),
        time(entry.changed()),
        time(entry.modified()),
        time(entry.modified()),
        entry.size(),
        entry.linkName(),
        entry.deviceMajor(),
        entry.deviceMinor(),
        entry.xattrs());
  }

  /// A global header becomes a file of its own name: upstream does not know the type.
  private static FileType type(TarType type) {
    return switch (type) {
      case FILE, HARD_LINK, GLOBAL_HEADER -> FileType.REGULAR;
      case SYMLINK -> FileType.SYMLINK;
      case CHARACTER_DEVICE -> FileType.CHARACTER_DEVICE;
      case BLOCK_DEVICE -> FileType.BLOCK_DEVICE;
      case DIRECTORY -> FileType.DIRECTORY;
      case FIFO -> FileType.FIFO;
    };
  }

  private static long time(@Nullable TarTime time) {
    return time == null ? 0 : Ext4Time.encode(time.seconds(), time.nanoseconds());
  }
}
