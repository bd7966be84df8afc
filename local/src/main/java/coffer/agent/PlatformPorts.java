package coffer.agent;

import coffer.group.DocumentClient;
import coffer.group.PlatformNames;
import coffer.group.PlatformService;
import coffer.group.Relay;
import coffer.linux.Linux;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The platform's services inside the group: each listens at its address of the group's loopback
/// network, and every connection is led to the supervisor as it is, TLS and all.
final class PlatformPorts implements AutoCloseable {
  private final List<ServerSocketChannel> listening = new ArrayList<>();

  /// `supervisor` is the supervisor's socket for them.
  static PlatformPorts open(PlatformNames names, Path supervisor) throws IOException {
    PlatformPorts ports = new PlatformPorts();
    try {
      for (PlatformService service : PlatformService.values()) {
        if (service == PlatformService.IDENTITY && names.has(service)) {
          Linux.addLoopbackAddress("lo:1", service.address());
        }
        if (names.has(service)) {
          ports.listen(service, supervisor);
        }
      }
      return ports;
    } catch (IOException e) {
      ports.close();
      throw e;
    }
  }

  private void listen(PlatformService service, Path supervisor) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    listening.add(channel);
    channel.bind(new InetSocketAddress(service.address(), service.port()));
    Thread.ofVirtual()
        .name("platform " + service)
        .start(() -> accept(channel, service, supervisor));
  }

  private static void accept(
      ServerSocketChannel channel, PlatformService service, Path supervisor) {
    try {
      while (true) {
        SocketChannel client = channel.accept();
        Thread.ofVirtual().start(() -> lead(client, service, supervisor));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void lead(SocketChannel client, PlatformService service, Path supervisor) {
    try (client;
        SocketChannel outside = DocumentClient.connect(supervisor)) {
      outside.write(ByteBuffer.wrap(new byte[] {service.number()}));
      Relay.join(client, outside);
    } catch (IOException gone) {
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
