package coffer.javaimage;

import coffer.bytes.Digest;
import coffer.image.LayerBlob;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

/// What the last run of the build command read and made, beside its log: whether another run would
/// make the same.
record BuildCommandRecord(Path file) {
  static BuildCommandRecord of(Workload workload) {
    return new BuildCommandRecord(workload.folder().resolve(".coffer/build.inputs"));
  }

  /// Whether the last run had these inputs, and what it made is still as it was.
  boolean holds(String inputs, ServiceJar made) throws IOException {
    return Files.isRegularFile(file) && Files.readString(file).equals(text(inputs, made));
  }

  void write(String inputs, ServiceJar made) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text(inputs, made));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Before the command runs, and to have it run.
  void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  private static String text(String inputs, ServiceJar made) throws IOException {
    MessageDigest outputs = Digest.sha256();
    BuildInputs.update(outputs, made.file());
    BuildInputs.update(outputs, LayerBlob.digestOf(made.file()));
    for (String entry : made.classPath()) {
      BuildInputs.update(outputs, entry);
      BuildInputs.update(outputs, LayerBlob.digestOf(made.file().resolveSibling(entry)));
    }
    return "inputs %s%noutputs %s%n".formatted(inputs, Digest.of(outputs.digest()).hex());
  }
}
