package coffer.agent;

import coffer.group.Relay;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;

/// Leads connections from outside to the ports of the group that are published, and to no others: a
/// connection begins with the port's number, two bytes, the higher first.
record InnerPorts(Set<Integer> published) {
  void serve(SocketChannel outside) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(2);
    while (number.hasRemaining()) {
      if (outside.read(number) < 0) {
        throw new EOFException("no port");
      }
    }
    int port = Short.toUnsignedInt(number.flip().getShort());
    if (published.contains(port)) {
      Relay.join(outside, SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }
  }
}
