package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.enclave.GramineFiles;
import coffer.gramine.GramineEnclave;
import coffer.gramine.Manifest;
import coffer.gramine.Pal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A manifest and the files that it names.
final class GramineManifestFile {
  private static final int MAX_SIZE = 1 << 28;

  @Parameters(
      arity = "1",
      paramLabel = "MANIFEST",
      description = "The manifest, TOML; relative paths in it begin at its folder.")
  Path file = Path.of("");

  @Option(
      names = "--chroot",
      paramLabel = "DIR",
      description = "The folder that is / where the enclave runs (default: this machine's).")
  @Nullable Path root;

  /// The manifest with the hash of every file.
  Manifest expanded() throws IOException {
    if (root != null && !Files.isDirectory(root)) {
      throw new CommandFailure(ExitCode.USAGE, "--chroot: no folder " + root, "");
    }
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
    Path top = root == null ? null : root.toAbsolutePath().normalize();
    byte[] text = EnclaveFiles.bytes(file, MAX_SIZE);
    try {
      return new GramineFiles(folder, top).expand(Manifest.parse(text));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The enclave of an expanded manifest.
  static GramineEnclave enclave(Path manifest, byte[] text, Path libpal) throws IOException {
    Pal pal = pal(libpal);
    try {
      return GramineEnclave.of(text, pal);
    } catch (MalformedException e) {
      throw e.within(manifest.toString());
    }
  }

  /// The enclave of a manifest as it is in its file.
  static GramineEnclave enclave(Path manifest, Path libpal) throws IOException {
    return enclave(manifest, EnclaveFiles.bytes(manifest, MAX_SIZE), libpal);
  }

  private static Pal pal(Path file) throws IOException {
    byte[] content = EnclaveFiles.bytes(file, MAX_SIZE);
    try {
      return Pal.parse(content);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }
}
