package coffer.agent;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.skr.ReportSource;
import coffer.skr.SimulatorReports;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What containers of the group have instead of the device that makes reports: `POST /report` with
/// `{"reportData":HEX of 64 bytes}` on the group's loopback address ([SimulatorReports#PORT]); the
/// members of the sidecar's `/attest/combined` come back.
final class SimulatedDevice implements AutoCloseable {
  private static final int LARGEST = 4096;

  private final HttpServer server;
  private final ExecutorService threads;

  private SimulatedDevice(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  static SimulatedDevice start(ReportSource hardware) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress("127.0.0.1", SimulatorReports.PORT), 16);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/report", exchange -> serve(exchange, hardware));
    server.start();
    return new SimulatedDevice(server, threads);
  }

  private static void serve(HttpExchange exchange, ReportSource hardware) throws IOException {
    try (exchange) {
      int status = 200;
      Json answer;
      try {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST);
        Bytes reportData = Bytes.parseHex(Json.parseObject(body).string("reportData"));
        answer = hardware.report(reportData).toJson();
      } catch (MalformedException e) {
        status = 400;
        answer = Json.object().put("error", e.getMessage()).build();
      } catch (IOException e) {
        status = 500;
        answer = Json.object().put("error", String.valueOf(e.getMessage())).build();
      }
      byte[] text = answer.toCompact().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
