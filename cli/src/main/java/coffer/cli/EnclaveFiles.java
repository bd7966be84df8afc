package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.EnclaveConfig;
import coffer.sgx.enclave.EnclaveFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Enclaves and what belongs to them in files; every error names its file.
final class EnclaveFiles {
  private static final int MAX_SIZE = 1 << 30;

  private EnclaveFiles() {}

  static EnclaveFile enclave(Path file) throws IOException {
    try {
      return EnclaveFile.parse(bytes(file, MAX_SIZE));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  static EnclaveConfig config(Path file) throws IOException {
    try {
      return EnclaveConfig.parse(TextFile.read(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The bytes of a file of at most so many.
  static byte[] bytes(Path file, int most) throws IOException {
    long size = Files.size(file);
    if (size > most) {
      throw new MalformedException(
          "%s: at most %d bytes wanted, found %d".formatted(file, most, size));
    }
    return Files.readAllBytes(file);
  }

  static void write(Path file, byte[] content) throws IOException {
    NewFile.write(file, out -> out.write(ByteBuffer.wrap(content)));
  }
}
