package coffer.skr;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Reports of simulated hardware, which a local container group has on a loopback port where
/// Azure's has a device. Whatever it says, evidence is judged by others.
public final class SimulatorReports implements ReportSource {
  /// Where it listens in every local group.
  public static final int PORT = 8283;

  private static final int CONNECT_MILLIS = 500;
  private static final URI URL = URI.create("http://127.0.0.1:%d/report".formatted(PORT));

  private final HttpDocuments http =
      new HttpDocuments(Map.of(), Trust.with(List.of()), Duration.ofSeconds(10));

  /// Whether anything listens where simulated hardware does.
  public static boolean isThere() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), CONNECT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public GuestEvidence report(Bytes reportData) throws IOException {
    Json request = Json.object().put("reportData", reportData.toHex()).build();
    HttpDocuments.Reply reply = http.post(URL, request, Map.of());
    if (!reply.ok()) {
      throw new IOException("the simulated hardware: " + reply.problem());
    }
    try {
      return GuestEvidence.parse(reply.json());
    } catch (MalformedException e) {
      throw new IOException("the simulated hardware's answer: " + e.getMessage(), e);
    }
  }
}
