package coffer.group;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Asks a [DocumentServer].
public final class DocumentClient {
  /// The kernel's limit on the name of a Unix socket is 108 bytes (unix(7)).
  private static final int LONGEST_NAME = 100;

  private DocumentClient() {}

  /// Sends one document and gives the answer; `IOException` when nobody listens or answers.
  public static byte[] exchange(Path socket, byte[] request) throws IOException {
    try (SocketChannel channel = connect(socket)) {
      DocumentServer.write(channel, request);
      channel.shutdownOutput();
      byte[] answer = DocumentServer.readAll(channel);
      if (answer.length == 0) {
        throw new IOException(socket.getFileName() + ": no answer");
      }
      return answer;
    }
  }

  /// Connects to a socket whose name may be of any length.
  public static SocketChannel connect(Path socket) throws IOException {
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }
    Path detour = Files.createTempDirectory("coffer-");
    Path link = detour.resolve("s");
    try {
      Files.createSymbolicLink(link, socket.toAbsolutePath());
      return SocketChannel.open(UnixDomainSocketAddress.of(link));
    } finally {
      Files.deleteIfExists(link);
      Files.delete(detour);
    }
  }
}
