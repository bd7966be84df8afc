package coffer.host;

import coffer.group.DocumentClient;
import coffer.group.PublishedPort;
import coffer.group.Relay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The host's side of published ports: listens on 127.0.0.1 and leads each connection to the guest
/// agent.
final class OuterPorts implements AutoCloseable {
  private final List<ServerSocketChannel> listening = new ArrayList<>();
  private final List<PublishedPort> bound = new ArrayList<>();

  /// Takes all of the ports or none; `agent` is the agent's socket for ports.
  static OuterPorts open(List<PublishedPort> ports, Path agent) throws IOException {
    OuterPorts outer = new OuterPorts();
    try {
      for (PublishedPort port : ports) {
        outer.listen(port, agent);
      }
      return outer;
    } catch (IOException e) {
      outer.close();
      throw e;
    }
  }

  private void listen(PublishedPort port, Path agent) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    listening.add(channel);
    try {
      channel.bind(new InetSocketAddress("127.0.0.1", port.host()));
    } catch (IOException e) {
      throw new IOException("port %d of 127.0.0.1: %s".formatted(port.host(), e.getMessage()), e);
    }
    int host = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    bound.add(new PublishedPort(port.container(), host));
    Thread.ofVirtual().name("port " + host).start(() -> accept(channel, port.container(), agent));
  }

  /// The ports with the host's numbers as they are.
  List<PublishedPort> bound() {
    return List.copyOf(bound);
  }

  private static void accept(ServerSocketChannel channel, int port, Path agent) {
    try {
      while (true) {
        SocketChannel client = channel.accept();
        Thread.ofVirtual().start(() -> lead(client, port, agent));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void lead(SocketChannel client, int port, Path agent) {
    try (client;
        SocketChannel inside = DocumentClient.connect(agent)) {
      ByteBuffer number = ByteBuffer.allocate(2).putShort((short) port).flip();
      while (number.hasRemaining()) {
        inside.write(number);
      }
      Relay.join(client, inside);
    } catch (IOException noAgent) {
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
