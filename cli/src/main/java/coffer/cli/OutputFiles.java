package coffer.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder for what is known of a workload.
record OutputFiles(Path folder) {
  /// Writes a file of the folder whole or not at all.
  void writeWhole(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    NewFile.write(file, out -> out.write(ByteBuffer.wrap(content)));
  }
}
