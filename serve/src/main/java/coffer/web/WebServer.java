package coffer.web;

import coffer.tls.ServerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server, over TLS 1.2 and 1.3 or plain, with one virtual thread for each request.
///
/// Bodies, rates, open connections and times are bounded as [WebLimits] says: too large is 413, too
/// many is 429 or 503, too slow is 408 or the end of the connection. [#close] stops gracefully.
public final class WebServer implements AutoCloseable {
  /// Jetty tells of every start and stop; what it warns of is worth reading. Kept here, or the
  /// level would be forgotten with it.
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  static {
    JETTY.setLevel(Level.WARNING);
  }

  private static final int TOO_MANY = 429;
  private static final int MOST_CLIENTS = 65_536;
  private static final int PLATFORM_THREADS = 16;

  private final Server server;
  private final ServerConnector connector;
  private final SlowConnections slow;

  private WebServer(Server server, ServerConnector connector, SlowConnections slow) {
    this.server = server;
    this.connector = connector;
    this.slow = slow;
  }

  /// Listens on `address`; port 0 takes any free one. Without `identity` it speaks plain HTTP.
  public static WebServer start(
      InetSocketAddress address,
      @Nullable ServerIdentity identity,
      WebLimits limits,
      WebService service)
      throws IOException {
    Server server = new Server(threads());
    ServerConnector connector = connector(server, address, identity, limits);
    SlowConnections slow = new SlowConnections(limits.requestTime());
    connector.addBean(slow.listener());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    server.setHandler(handlers(limits, service));
    server.setErrorHandler(new ErrorAnswer());
    server.setStopTimeout(limits.stopTime().toMillis());
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IOException("%s cannot be listened on: %s".formatted(address, message(e)), e);
    }
    slow.start();
    return new WebServer(server, connector, slow);
  }

  public int port() {
    return connector.getLocalPort();
  }

  private static String message(Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause.getMessage());
  }

  /// Selectors and acceptors have threads of their own; whatever may block has a virtual one.
  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS);
    threads.setName("web");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(new VirtualThreadPool());
    return threads;
  }

  private static ServerConnector connector(
      Server server,
      InetSocketAddress address,
      @Nullable ServerIdentity identity,
      WebLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    // Which names there are is the service's to say; a client may come by an address.
    http.addCustomizer(new SecureRequestCustomizer(false));
    // Clients leave an empty version between two slashes: /keys/NAME//release.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("empty", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
    http.setIdleTimeout(limits.idleTime().toMillis());
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        identity == null
            ? new ServerConnector(server, 1, 1, plain)
            : new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls(identity), "http/1.1"), plain);
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(limits.idleTime().toMillis());
    connector.setShutdownIdleTimeout(Duration.ofSeconds(1).toMillis());
    connector.setAcceptQueueSize(1024);
    return connector;
  }

  private static SslContextFactory.Server tls(ServerIdentity identity) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(identity.keyStore());
    tls.setKeyStorePassword("");
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    tls.setSniRequired(false);
    return tls;
  }

  private static GracefulHandler handlers(WebLimits limits, WebService service) {
    QoSHandler bounded = new QoSHandler(new ServiceHandler(service, limits));
    bounded.setMaxRequestCount(limits.requests());
    bounded.setMaxSuspendedRequestCount(limits.requests() * 4);
    bounded.setMaxSuspend(Duration.ofSeconds(1));
    GracefulHandler graceful = new GracefulHandler();
    graceful.setShutdownIdleTimeout(Duration.ofSeconds(1).toMillis());
    if (limits.perSecond() > 0) {
      graceful.setHandler(
          new DoSHandler(
              bounded,
              DoSHandler.ID_FROM_REMOTE_ADDRESS,
              new DoSHandler.LeakingBucketTrackerFactory(limits.perSecond()),
              new DoSHandler.StatusRejectHandler(TOO_MANY),
              MOST_CLIENTS));
    } else {
      graceful.setHandler(bounded);
    }
    return graceful;
  }

  /// Takes no more connections, lets requests under way end, and closes.
  @Override
  public void close() {
    stop(server);
    slow.close();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      System.getLogger(WebServer.class.getName())
          .log(System.Logger.Level.WARNING, "the server did not stop in time", e);
    }
  }
}
