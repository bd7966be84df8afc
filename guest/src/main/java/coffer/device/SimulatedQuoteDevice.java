package coffer.device;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.ReportData;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// `/dev/sgx-simulator`, which enclaves have under `coffer up --tee sgx`: a Unix socket. A client
/// writes 64 bytes of report data and shuts its side down; the quote comes back, and the connection
/// is closed. Whatever it says, evidence is judged by others.
public record SimulatedQuoteDevice(Path path) implements QuoteDevice {
  private static final int LARGEST = 1 << 20;

  @Override
  public Bytes quote(Bytes reportData) throws IOException {
    if (reportData.length() != ReportData.LENGTH) {
      throw new MalformedException("report data: 64 bytes wanted, found " + reportData.length());
    }
    byte[] quote;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      ByteBuffer request = ByteBuffer.wrap(reportData.toArray());
      while (request.hasRemaining()) {
        channel.write(request);
      }
      channel.shutdownOutput();
      quote = Channels.newInputStream(channel).readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new DeviceException("%s: quote: %s".formatted(path, e.getMessage()), 0);
    }
    if (quote.length == 0 || quote.length > LARGEST) {
      throw new DeviceException(
          "%s: a quote of 1 to %d bytes wanted, found %s"
              .formatted(path, LARGEST, quote.length == 0 ? "none" : "more"),
          0);
    }
    return Bytes.of(quote);
  }
}
