package coffer.enclaveimage;

import coffer.sgx.protectedfile.NodeSink;
import coffer.sgx.protectedfile.NodeSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The nodes of a protected file in a file.
public final class FileNodes {
  private FileNodes() {}

  /// A new file, which is made at its first write.
  public static NodeSink create(Path file) {
    return new Sink(file);
  }

  /// An open file as a sink; closing that leaves it open.
  public static NodeSink into(SeekableByteChannel file) {
    return new NodeSink() {
      @Override
      public synchronized void write(byte[] bytes, int offset, int length, long position)
          throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
        file.position(position);
        while (from.hasRemaining()) {
          file.write(from);
        }
      }

      @Override
      public void close() {}
    };
  }

  public static NodeSource open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new Source(file, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void writeFully(
      FileChannel file, byte[] bytes, int offset, int length, long position) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
    while (from.hasRemaining()) {
      file.write(from, position + from.position() - offset);
    }
  }

  private static final class Sink implements NodeSink {
    private final Path file;
    private @Nullable FileChannel channel;

    Sink(Path file) {
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, long position) throws IOException {
      writeFully(opened(), bytes, offset, length, position);
    }

    private synchronized FileChannel opened() throws IOException {
      if (channel == null) {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
      return channel;
    }

    @Override
    public synchronized void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private record Source(Path file, FileChannel channel, long size) implements NodeSource {
    @Override
    public void read(byte[] buffer, int offset, int length, long position) throws IOException {
      ByteBuffer to = ByteBuffer.wrap(buffer, offset, length);
      while (to.hasRemaining()) {
        if (channel.read(to, position + to.position() - offset) < 0) {
          throw new EOFException(file + ": the file became shorter while it was read");
        }
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
