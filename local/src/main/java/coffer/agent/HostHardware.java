package coffer.agent;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.group.DocumentClient;
import coffer.json.Json;
import coffer.skr.GuestEvidence;
import coffer.skr.ReportSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The simulated hardware, on the host's side of a socket. `socket` is the group's
/// [GroupFolder#hardwareSocket].
record HostHardware(Path socket) implements ReportSource {
  @Override
  public GuestEvidence report(Bytes reportData) throws IOException {
    Json request = Json.object().put("reportData", reportData.toHex()).build();
    byte[] answer =
        DocumentClient.exchange(socket, request.toCompact().getBytes(StandardCharsets.UTF_8));
    try {
      return GuestEvidence.parse(Json.parseObject(answer));
    } catch (MalformedException e) {
      throw new IOException("the simulated hardware's answer: " + e.getMessage(), e);
    }
  }
}
