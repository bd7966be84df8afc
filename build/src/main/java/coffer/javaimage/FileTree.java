package coffer.javaimage;

import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of one layer, by their absolute path in the image. Written as a tar with sorted names,
/// owner 0:0 and time 0, and with an entry for every folder: one that is only implied would get
/// metadata from whoever unpacks it, and the layer's root hash with it.
public final class FileTree {
  private sealed interface Node {}

  private record Folder(int mode) implements Node {}

  private record Link(String target) implements Node {}

  private record Content(int mode, byte[] bytes) implements Node {}

  private record OnDisk(int mode, Path file) implements Node {}

  private final SortedMap<String, Node> nodes = new TreeMap<>();

  /// A folder; its parents are made with mode 0755 where they are missing. Called again, it changes
  /// the mode.
  public void folder(String path, int mode) {
    addParents(path);
    if (nodes.put(path, new Folder(mode)) instanceof Node before && !(before instanceof Folder)) {
      throw new IllegalArgumentException(path + ": a folder wanted, but a file is there");
    }
  }

  public void file(String path, int mode, byte[] content) {
    add(path, new Content(mode, content.clone()));
  }

  /// A file whose content is read when the layer is written.
  public void file(String path, int mode, Path content) {
    add(path, new OnDisk(mode, content));
  }

  /// A symbolic link.
  public void link(String path, String target) {
    add(path, new Link(target));
  }

  /// Whether something is at this path.
  public boolean has(String path) {
    return nodes.containsKey(path);
  }

  private void add(String path, Node node) {
    addParents(path);
    if (nodes.putIfAbsent(path, node) != null) {
      throw new IllegalArgumentException(path + ": this path for the second time");
    }
  }

  private void addParents(String path) {
    int slash = path.lastIndexOf('/');
    if (slash > 0 && !(nodes.get(path.substring(0, slash)) instanceof Folder)) {
      folder(path.substring(0, slash), 0755);
    }
  }

  /// A copy of everything below a folder of this machine, links kept as they are; what is neither
  /// file nor folder is left out. Programs keep their right to be executed, everything else is
  /// readable, whatever the umask was.
  public void copy(Path folder, String target) throws IOException {
    copy(folder, target, FileTree::plainMode);
  }

  /// The same with the permissions that the files have.
  public void copyWithModes(Path folder, String target) throws IOException {
    copy(folder, target, FileTree::mode);
  }

  private interface Mode {
    int of(Path file) throws IOException;
  }

  private static int plainMode(Path file) {
    return Files.isDirectory(file) || Files.isExecutable(file) ? 0755 : 0644;
  }

  private static int mode(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode") & 0777;
  }

  private void copy(Path folder, String target, Mode mode) throws IOException {
    String top = target.equals("/") ? "" : target;
    for (Path file : Folders.walk(folder)) {
      String rest = folder.relativize(file).toString();
      String name = rest.isEmpty() ? top : top + "/" + rest;
      if (name.isEmpty()) {
        continue;
      }
      if (Files.isSymbolicLink(file)) {
        link(name, Files.readSymbolicLink(file).toString());
      } else if (Files.isDirectory(file)) {
        folder(name, mode.of(file));
      } else if (Files.isRegularFile(file)) {
        file(name, mode.of(file), file);
      }
    }
  }

  /// Everything of another tree, below the folder `target`.
  public void add(FileTree other, String target) {
    other.nodes.forEach(
        (path, node) -> {
          if (node instanceof Folder(int mode)) {
            folder(target + path, mode);
          } else {
            add(target + path, node);
          }
        });
  }

  private boolean isFolder(String path) {
    return nodes.get(path) instanceof Folder;
  }

  /// The files whose content lies on this machine, by their path here.
  public SortedMap<String, Path> onDisk() {
    SortedMap<String, Path> files = new TreeMap<>();
    nodes.forEach(
        (path, node) -> {
          if (node instanceof OnDisk(int _, Path file)) {
            files.put(path, file);
          }
        });
    return files;
  }

  /// Writes the layer's tar.
  public void writeTo(OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    for (Map.Entry<String, Node> entry : nodes.entrySet()) {
      String name = bytes(entry.getKey().substring(1));
      switch (entry.getValue()) {
        case Folder(int mode) -> tar.entry(TarEntry.directory(name + "/", mode));
        case Link(String target) -> tar.entry(TarEntry.symlink(name, bytes(target)));
        case Content(int mode, byte[] content) ->
            tar.entry(TarEntry.file(name, mode, content.length), content);
        case OnDisk(int mode, Path file) -> copy(tar, name, mode, file);
      }
    }
    tar.finish();
  }

  private static void copy(TarWriter tar, String name, int mode, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      tar.entry(TarEntry.file(name, mode, Files.size(file)), in);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": changed while it was read", e);
    }
  }

  /// A tar's names are bytes, one character each.
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
