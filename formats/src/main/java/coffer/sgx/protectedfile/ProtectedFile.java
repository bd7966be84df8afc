package coffer.sgx.protectedfile;

import coffer.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A protected file in memory.
///
/// @param content the whole file
/// @param mac its MAC, 16 bytes
public record ProtectedFile(byte[] content, Bytes mac) {
  /// Protects `content` under `name`, as [ProtectedFileWriter#write] does.
  public static ProtectedFile protect(String name, byte[] content, Protection protection) {
    byte[] file = new byte[Math.toIntExact(Nodes.fileSize(content.length))];
    try {
      Bytes mac =
          ProtectedFileWriter.write(
              new MemorySink(file),
              name,
              new ByteArrayInputStream(content),
              content.length,
              protection);
      return new ProtectedFile(file, mac);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The content of the file `file`, verified as by [ProtectedFileReader].
  public static byte[] unprotect(String name, byte[] file, Protection protection) {
    try {
      ProtectedFileReader reader =
          ProtectedFileReader.open(new MemorySource(file), name, protection);
      ByteArrayOutputStream content = new ByteArrayOutputStream(Math.toIntExact(reader.size()));
      reader.copyTo(content);
      return content.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record MemorySink(byte[] file) implements NodeSink {
    @Override
    public void write(byte[] bytes, int offset, int length, long position) {
      System.arraycopy(bytes, offset, file, (int) position, length);
    }

    @Override
    public void close() {}
  }

  private record MemorySource(byte[] file) implements NodeSource {
    @Override
    public long size() {
      return file.length;
    }

    @Override
    public void read(byte[] buffer, int offset, int length, long position) {
      System.arraycopy(file, (int) position, buffer, offset, length);
    }

    @Override
    public void close() {}
  }
}
