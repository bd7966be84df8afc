package coffer.store;

import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.Index;
import coffer.oci.OciLayout;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The `index.json` of a layout that is written to. One process changes it at a time, each change
/// is one step, and readers need no lock.
record LayoutIndex(Path layout) {
  /// The file that every layout has and that never changes: what locks the index is a lock on it.
  Path marker() throws IOException {
    Path marker = layout.resolve(OciLayout.MARKER);
    if (!Files.exists(marker)) {
      Files.createDirectories(layout);
      Path part = Files.createTempFile(layout, ".new-", "");
      try {
        Files.write(part, OciLayout.marker());
        // A second name, so that the first of two processes wins.
        Files.createLink(marker, part);
      } catch (FileAlreadyExistsException _) {
        // The other process was first.
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return marker;
  }

  List<Descriptor> entries() throws IOException {
    Path file = layout.resolve(OciLayout.INDEX);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Index.parse(Files.readAllBytes(file)).manifests();
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// Removes the entries that `old` accepts and adds `entry`.
  void replace(Predicate<Descriptor> old, Descriptor entry) throws IOException {
    try (StoreLock _ = StoreLock.exclusive(marker())) {
      List<Descriptor> entries = new ArrayList<>(entries());
      entries.removeIf(old);
      entries.add(entry);
      write(entries);
    }
  }

  /// Removes the entries that `old` accepts; false when there are none.
  boolean remove(Predicate<Descriptor> old) throws IOException {
    try (StoreLock _ = StoreLock.exclusive(marker())) {
      List<Descriptor> entries = new ArrayList<>(entries());
      boolean found = entries.removeIf(old);
      if (found) {
        write(entries);
      }
      return found;
    }
  }

  private void write(List<Descriptor> entries) throws IOException {
    replaceFile(OciLayout.INDEX, new Index(entries).toBytes());
  }

  private void replaceFile(String name, byte[] content) throws IOException {
    Path part = Files.createTempFile(layout, ".new-", "");
    try {
      Files.write(part, content);
      Files.move(part, layout.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
