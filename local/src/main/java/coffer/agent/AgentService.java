package coffer.agent;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sandbox.Container;
import coffer.skr.ReportSource;
import coffer.snp.ReportData;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// What the agent answers to questions from outside the group.
///
/// | request | answer |
/// |---|---|
/// | `{"method":"attest","runtimeData":BASE64}` | the members of the sidecar's `/attest/combined` |
/// | `{"method":"probe","port":N}` | `{"open":true}` when something listens on that port |
/// | `{"method":"stop"}` | `{"stopping":true}`; the container is asked to end |
/// | anything else | `{"error":"what is wrong"}` |
record AgentService(ReportSource reports, Container container) {
  private static final int PROBE_MILLIS = 500;

  byte[] answer(byte[] request) {
    Json answer;
    try {
      answer = answer(Json.parseObject(request));
    } catch (IOException | MalformedException e) {
      answer = Json.object().put("error", String.valueOf(e.getMessage())).build();
    }
    return answer.toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private Json answer(Json.Obj request) throws IOException {
    return switch (request.string("method")) {
      case "attest" -> {
        byte[] runtimeData = Base64Text.decode(request.string("runtimeData"));
        yield reports.report(ReportData.of(runtimeData)).toJson();
      }
      case "probe" -> Json.object().put("open", isOpen((int) request.number("port"))).build();
      case "stop" -> {
        Thread.ofVirtual().start(this::stop);
        yield Json.object().put("stopping", true).build();
      }
      case String other ->
          throw new MalformedException(
              "method: attest, probe or stop wanted, found '%s'".formatted(other));
    };
  }

  private void stop() {
    try {
      container.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), PROBE_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
