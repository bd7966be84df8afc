package coffer.group;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The other side of [PortListeners]: a connection begins with the group's number of its port, two
/// bytes, the higher first, and is led to a port of 127.0.0.1, if it is one of these.
///
/// @param ports where each number leads
public record PortTargets(Map<Integer, Integer> ports) {
  /// In the group: the ports that are published.
  public static PortTargets published(List<PublishedPort> published) {
    return new PortTargets(
        published.stream()
            .collect(Collectors.toMap(PublishedPort::container, PublishedPort::container)));
  }

  /// On the host: the ports of peers.
  public static PortTargets peers(List<PublishedPort> peers) {
    return new PortTargets(
        peers.stream().collect(Collectors.toMap(PublishedPort::container, PublishedPort::host)));
  }

  /// Serves one connection to its end.
  public void serve(SocketChannel outside) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(2);
    while (number.hasRemaining()) {
      if (outside.read(number) < 0) {
        throw new EOFException("no port");
      }
    }
    Integer port = ports.get(Short.toUnsignedInt(number.flip().getShort()));
    if (port != null) {
      Relay.join(outside, SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }
  }
}
