package coffer.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedQuoteDeviceTest {
  private static final Bytes DATA = Bytes.parseHex("ab".repeat(64));

  @TempDir Path root;

  /// Answers one client with what it sent, `times` times.
  private ServerSocketChannel hardware(int times) throws IOException {
    Path socket = Files.createDirectories(root.resolve("dev")).resolve("sgx-simulator");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual()
        .start(
            () -> {
              try (SocketChannel client = server.accept()) {
                byte[] request = Channels.newInputStream(client).readAllBytes();
                for (int i = 0; i < times; i++) {
                  ByteBuffer answer = ByteBuffer.wrap(request);
                  while (answer.hasRemaining()) {
                    client.write(answer);
                  }
                }
              } catch (IOException closed) {
                return;
              }
            });
    return server;
  }

  private QuoteDevice device() {
    return new Devices(root).quotes().orElseThrow();
  }

  @Test
  void theAnswerIsTheQuote() throws IOException {
    try (ServerSocketChannel _ = hardware(100)) {
      assertInstanceOf(SimulatedQuoteDevice.class, device());
      assertEquals(Bytes.parseHex("ab".repeat(6400)), device().quote(DATA));
    }
  }

  @Test
  void noAnswerIsAnErrorOfTheDevice() throws IOException {
    try (ServerSocketChannel _ = hardware(0)) {
      DeviceException e = assertThrows(DeviceException.class, () -> device().quote(DATA));
      assertTrue(e.toString().contains("found none"), e.toString());
    }
    DeviceException e = assertThrows(DeviceException.class, () -> device().quote(DATA));
    assertTrue(e.toString().contains("sgx-simulator"), e.toString());
  }

  @Test
  void reportDataHas64Bytes() throws IOException {
    try (ServerSocketChannel _ = hardware(1)) {
      assertThrows(MalformedException.class, () -> device().quote(Bytes.of(new byte[32])));
    }
  }

  @Test
  void realDevicesComeFirst() throws IOException {
    try (ServerSocketChannel _ = hardware(1)) {
      Files.createFile(root.resolve("dev/sgx"));
      assertInstanceOf(OcclumDevice.class, device());
      Files.createDirectories(root.resolve("dev/attestation"));
      Files.createFile(root.resolve("dev/attestation/attestation_type"));
      assertInstanceOf(GramineDevice.class, device());
    }
  }
}
