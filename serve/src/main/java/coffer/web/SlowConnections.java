package coffer.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Ends connections whose next request has begun, or whose first one has not come, and is not there
/// after the time for a request: a peer that sends a header byte a second is never idle, and would
/// stay for ever. Thread-safe.
final class SlowConnections implements AutoCloseable {
  private static final int ROUNDS = 4;

  private final Map<HttpConnection, Progress> open = new ConcurrentHashMap<>();
  private final long limit;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("web-slow").factory());

  SlowConnections(Duration requestTime) {
    this.limit = requestTime.toNanos();
  }

  /// How many requests had come when it was last seen to be in no request's header.
  private record Progress(long requests, long since) {}

  Connection.Listener listener() {
    return new Connection.Listener() {
      @Override
      public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
          open.put(http, new Progress(0, System.nanoTime()));
        }
      }

      @Override
      public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
          open.remove(http);
        }
      }
    };
  }

  void start() {
    long period = Math.max(1, limit / ROUNDS);
    clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    open.forEach(
        (connection, before) -> {
          long requests = connection.getMessagesIn();
          if (requests != before.requests() || !isAwaited(connection)) {
            open.replace(connection, new Progress(requests, now));
          } else if (now - before.since() > limit) {
            connection.getEndPoint().close(new TimeoutException("too slow"));
          }
        });
  }

  /// Whether the first request, or the rest of a request's header, is still to come.
  private static boolean isAwaited(HttpConnection connection) {
    HttpParser parser = connection.getParser();
    return connection.getMessagesIn() == 0 || (parser.inHeaderState() && !parser.isStart());
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
