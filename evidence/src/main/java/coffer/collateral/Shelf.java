package coffer.collateral;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Documents on disk, each whole or not there. Several processes may use one folder.
///
/// It remembers what it gave and took, so that documents with which evidence turns out not to be
/// authentic can be taken away.
final class Shelf {
  private final Path folder;
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  /// `folder` is made when it is needed.
  Shelf(Path folder) {
    this.folder = folder;
  }

  Optional<byte[]> read(String name) throws IOException {
    try {
      byte[] content = Files.readAllBytes(folder.resolve(name));
      used.add(name);
      return Optional.of(content);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  void write(String name, byte[] content) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve("." + UUID.randomUUID());
    try {
      Files.write(part, content);
      Files.move(
          part,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      used.add(name);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// Takes away what this object gave and took.
  void forget() throws IOException {
    for (String name : used) {
      Files.deleteIfExists(folder.resolve(name));
    }
    used.clear();
  }
}
