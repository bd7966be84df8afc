package coffer.group;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Answers one document with one document over a Unix socket: the client writes and shuts its side
/// down, the server answers and closes. One virtual thread for each connection.
public final class DocumentServer implements AutoCloseable {
  private static final int LARGEST = 4 << 20;

  private final ServerSocketChannel listening;

  private DocumentServer(ServerSocketChannel listening) {
    this.listening = listening;
  }

  /// Answers a document; an exception closes the connection without an answer.
  @FunctionalInterface
  public interface Service {
    byte[] answer(byte[] request) throws IOException;
  }

  /// Takes a connection as it is.
  @FunctionalInterface
  public interface Connection {
    void serve(SocketChannel client) throws IOException;
  }

  /// Listens on `socket`, a name relative to the current folder or short enough (some 100 bytes).
  public static DocumentServer start(Path socket, Service service) throws IOException {
    return listen(socket, client -> write(client, service.answer(readAll(client))));
  }

  /// The same for connections of any kind, each closed when `connection` is done.
  public static DocumentServer listen(Path socket, Connection connection) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    DocumentServer server = new DocumentServer(listening);
    Thread.ofVirtual().name("listen " + socket).start(() -> server.accept(connection));
    return server;
  }

  private void accept(Connection connection) {
    try {
      while (true) {
        SocketChannel client = listening.accept();
        Thread.ofVirtual().start(() -> serve(connection, client));
      }
    } catch (ClosedChannelException _) {
      // closed from outside
    } catch (IOException e) {
      System.Logger log = System.getLogger(DocumentServer.class.getName());
      log.log(System.Logger.Level.ERROR, "no more connections", e);
    }
  }

  private static void serve(Connection connection, SocketChannel client) {
    try (client) {
      connection.serve(client);
    } catch (IOException gone) {
      // the other side is gone, or it gets no answer and sees that
      return;
    }
  }

  static byte[] readAll(SocketChannel channel) throws IOException {
    byte[] content = Channels.newInputStream(channel).readNBytes(LARGEST + 1);
    if (content.length > LARGEST) {
      throw new IOException("a document of more than 4 MiB");
    }
    return content;
  }

  static void write(SocketChannel channel, byte[] document) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(document);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
