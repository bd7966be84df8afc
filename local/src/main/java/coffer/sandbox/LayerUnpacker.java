package coffer.sandbox;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.ext4.Paths;
import coffer.linux.Linux;
import coffer.linux.LinuxException;
import coffer.linux.LinuxFile;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarTime;
import coffer.tar.TarType;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Unpacks one layer into an empty folder, as a lower layer of the overlay file system: whiteouts
/// become devices 0:0, opaque markers an attribute.
///
/// No path leads through a link, so nothing is written outside the folder; what the layer's ext4
/// image could not hold is refused here too ([coffer.layer.LayerHash] has the better words for it).
/// One layer, one thread.
final class LayerUnpacker {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int S_IFCHR = 0020000;
  private static final int S_IFBLK = 0060000;
  private static final int S_IFIFO = 0010000;
  private static final int PERMISSIONS = 07777;

  private final String top;
  private final Ownership ownership;

  /// The folders made so far, by path below `top`, with the entry whose attributes they have.
  private final Map<String, TarEntry> folders = new LinkedHashMap<>();

  /// Everything else made so far.
  private final Map<String, TarType> files = new HashMap<>();

  private LayerUnpacker(String top, Ownership ownership) {
    this.top = top;
    this.ownership = ownership;
    folders.put("", TarEntry.directory("", 0755));
  }

  /// Reads the uncompressed `tar` to its end. `top` is a text of the kernel ([Linux]).
  static void unpack(InputStream tar, String top, Ownership ownership) throws IOException {
    TarReader reader = new TarReader(tar);
    LayerUnpacker unpacker = new LayerUnpacker(top, ownership);
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      try {
        unpacker.add(entry, reader);
      } catch (MalformedException e) {
        throw e.within(reader.place());
      }
    }
    unpacker.finishFolders();
    reader.drain();
  }

  private void add(TarEntry entry, TarReader reader) throws IOException {
    if (entry.type() == TarType.GLOBAL_HEADER) {
      return;
    }
    List<String> names = Paths.names(entry.name());
    if (names.isEmpty()) {
      folders.put("", entry);
      return;
    }
    String parent = parent(names);
    String last = names.getLast();
    if (last.equals(OPAQUE)) {
      Linux.setXattr(path(parent), ownership.opaqueAttribute(), new byte[] {'y'});
    } else if (last.startsWith(WHITEOUT)) {
      String hidden = child(parent, last.substring(WHITEOUT.length()));
      replace(hidden);
      Linux.makeNode(path(hidden), S_IFCHR, 0, 0);
      files.put(hidden, TarType.CHARACTER_DEVICE);
    } else if (entry.type() == TarType.DIRECTORY) {
      folder(child(parent, last), entry);
    } else {
      file(child(parent, last), entry, reader);
    }
  }

  /// The path of the folder that holds the last name; folders that are missing on the way take the
  /// attributes of the one above.
  private String parent(List<String> names) throws IOException {
    String path = "";
    for (String name : names.subList(0, names.size() - 1)) {
      TarEntry above = folders.getOrDefault(path, TarEntry.directory("", 0755));
      path = child(path, name);
      if (files.containsKey(path)) {
        throw new MalformedException(
            "'%s' on the way is no folder".formatted(Latin1.printable(path)));
      }
      if (!folders.containsKey(path)) {
        folder(path, above);
      }
    }
    return path;
  }

  private static String child(String parent, String name) {
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  private String path(String name) {
    return name.isEmpty() ? top : top + "/" + name;
  }

  private void folder(String name, TarEntry entry) throws IOException {
    if (files.containsKey(name)) {
      throw new MalformedException("a folder cannot replace a file");
    }
    if (folders.put(name, entry) == null) {
      Linux.makeFolder(path(name), 0700);
    }
  }

  private void replace(String name) throws IOException {
    if (folders.containsKey(name)) {
      throw new MalformedException("a file cannot replace a folder");
    }
    if (files.remove(name) != null) {
      Linux.unlink(path(name));
    }
  }

  private void file(String name, TarEntry entry, TarReader reader) throws IOException {
    if (entry.type() == TarType.HARD_LINK) {
      link(name, entry);
      return;
    }
    replace(name);
    files.put(name, entry.type());
    String path = path(name);
    int mode = entry.mode() & PERMISSIONS;
    switch (entry.type()) {
      case SYMLINK -> Linux.symlink(entry.linkName(), path);
      case CHARACTER_DEVICE -> node(path, S_IFCHR | mode, entry);
      case BLOCK_DEVICE -> node(path, S_IFBLK | mode, entry);
      case FIFO -> Linux.makeNode(path, S_IFIFO | mode, 0, 0);
      case FILE -> {
        try (LinuxFile out = LinuxFile.create(path, mode)) {
          reader.content().transferTo(out);
        }
      }
      case HARD_LINK, DIRECTORY, GLOBAL_HEADER -> throw new AssertionError(entry.type());
    }
    attributes(path, entry);
  }

  private void link(String name, TarEntry entry) throws IOException {
    String target = String.join("/", Paths.names(entry.linkName()));
    if (!files.containsKey(target)) {
      throw new MalformedException(
          "hard link to '%s', which no earlier entry made".formatted(Latin1.printable(target)));
    }
    if (!target.equals(name)) {
      replace(name);
      Linux.link(path(target), path(name));
      files.put(name, entry.type());
    }
  }

  /// A user namespace may not make devices; the container could not use them anyway.
  private void node(String path, int mode, TarEntry entry) throws IOException {
    if (ownership.mayMakeDevices()) {
      Linux.makeNode(path, mode, entry.deviceMajor(), entry.deviceMinor());
    } else {
      LinuxFile.create(path, 0).close();
    }
  }

  private void attributes(String path, TarEntry entry) throws IOException {
    if (ownership.keepsOwners()) {
      Linux.changeOwner(path, entry.uid(), entry.gid());
    }
    if (entry.type() != TarType.SYMLINK) {
      Linux.changeMode(path, entry.mode() & PERMISSIONS);
    }
    for (Map.Entry<String, Bytes> xattr : entry.xattrs().entrySet()) {
      setXattr(path, xattr.getKey(), xattr.getValue());
    }
    TarTime time = entry.modified();
    Linux.setTimes(path, time.seconds(), time.nanoseconds());
  }

  /// An attribute that this file system or namespace cannot hold is left out, as the container
  /// could not have used it: it grants something.
  private static void setXattr(String path, String name, Bytes value) throws IOException {
    try {
      Linux.setXattr(path, name, value.toArray());
    } catch (LinuxException e) {
      if (e.errno() != LinuxException.EPERM && e.errno() != LinuxException.ENOTSUP) {
        throw e;
      }
    }
  }

  /// Folders last, the innermost first: making something in a folder changes its time.
  private void finishFolders() throws IOException {
    for (Map.Entry<String, TarEntry> folder : List.copyOf(folders.entrySet()).reversed()) {
      attributes(path(folder.getKey()), folder.getValue());
    }
  }
}
