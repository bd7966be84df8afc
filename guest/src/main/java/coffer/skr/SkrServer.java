package coffer.skr;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The secure-key-release API on a loopback port. It listens nowhere else, on purpose: whoever can
/// reach it can speak in the guest's name. One virtual thread for each request.
public final class SkrServer implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads;

  private SkrServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// Listens on 127.0.0.1; port 0 takes any free one.
  public static SkrServer start(
      int port, ReportSource reports, TokenSource tokens, KeyReleaser keys) throws IOException {
    InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("skr-", 0).factory());
    server.setExecutor(threads);
    server.createContext("/", new SkrExchange(new SkrApi(reports, tokens, keys)));
    server.start();
    return new SkrServer(server, threads);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Stops listening and ends what is under way.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
