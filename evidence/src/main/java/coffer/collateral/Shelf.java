package coffer.collateral;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/// Documents on disk, each whole or not there. Several processes may use one folder.
///
/// @param folder made when it is needed
record Shelf(Path folder) {
  Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(name)));
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
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
