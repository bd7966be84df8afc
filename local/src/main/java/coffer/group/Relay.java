package coffer.group;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Carries a connection over another: what one side sends the other gets, and each direction ends
/// on its own.
public final class Relay {
  private static final int BUFFER = 64 * 1024;

  private Relay() {}

  /// Returns when both directions have ended; closes both channels.
  public static void join(SocketChannel one, SocketChannel other) {
    Thread back = Thread.ofVirtual().start(() -> carry(other, one));
    carry(one, other);
    try {
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      close(one);
      close(other);
    }
  }

  private static void carry(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      // A connection that breaks on one side breaks on the other.
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException closed) {
      return;
    }
  }
}
