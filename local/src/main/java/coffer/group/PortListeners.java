package coffer.group;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Listens on ports of 127.0.0.1 and leads each connection through a Unix socket to the
/// [PortTargets] of the other side: of the host those that are published, in the group those of its
/// peers.
public final class PortListeners implements AutoCloseable {
  private final List<ServerSocketChannel> listening = new ArrayList<>();
  private final List<PublishedPort> bound = new ArrayList<>();

  /// Published ports on the host; takes all of them or none. `socket` is the agent's.
  public static PortListeners published(List<PublishedPort> ports, Path socket) throws IOException {
    return open(ports, socket);
  }

  /// Ports of peers in the group, under the group's numbers. `socket` is the supervisor's.
  public static PortListeners peers(List<PublishedPort> peers, Path socket) throws IOException {
    return open(
        peers.stream().map(peer -> new PublishedPort(peer.container(), peer.container())).toList(),
        socket);
  }

  private static PortListeners open(List<PublishedPort> ports, Path socket) throws IOException {
    PortListeners listeners = new PortListeners();
    try {
      for (PublishedPort port : ports) {
        listeners.listen(port, socket);
      }
      return listeners;
    } catch (IOException e) {
      listeners.close();
      throw e;
    }
  }

  private void listen(PublishedPort port, Path socket) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    listening.add(channel);
    try {
      channel.bind(new InetSocketAddress("127.0.0.1", port.host()));
    } catch (IOException e) {
      throw new IOException("port %d of 127.0.0.1: %s".formatted(port.host(), e.getMessage()), e);
    }
    int host = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    bound.add(new PublishedPort(port.container(), host));
    Thread.ofVirtual().name("port " + host).start(() -> accept(channel, port.container(), socket));
  }

  /// The ports with the host's numbers as they are.
  public List<PublishedPort> bound() {
    return List.copyOf(bound);
  }

  private static void accept(ServerSocketChannel channel, int port, Path socket) {
    try {
      while (true) {
        SocketChannel client = channel.accept();
        Thread.ofVirtual().start(() -> lead(client, port, socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void lead(SocketChannel client, int port, Path socket) {
    try (client;
        SocketChannel other = DocumentClient.connect(socket)) {
      ByteBuffer number = ByteBuffer.allocate(2).putShort((short) port).flip();
      while (number.hasRemaining()) {
        other.write(number);
      }
      Relay.join(client, other);
    } catch (IOException nobody) {
      // The client sees its connection end.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocketChannel channel : listening) {
      channel.close();
    }
  }
}
