package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.tls.DevelopmentCa;
import coffer.tls.ServerIdentity;
import coffer.web.WebLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every service is told: where to listen, as whom, and how much to bear.
final class ServeOptions {
  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description = "Where to listen (default: 127.0.0.1 and the service's port).")
  @Nullable String listen;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "Certificates in PEM, the server's first. Without it the development CA issues one.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of the first certificate: PKCS#8 in PEM, mode 0600.")
  @Nullable Path key;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second of one client address at most; 0: any number (default: 0).")
  int rate;

  @Option(
      names = "--request-time",
      paramLabel = "SECONDS",
      description = "How long a request may take to arrive (default: 10).")
  int requestTime = 10;

  InetSocketAddress address(int defaultPort) {
    String text = listen == null ? "127.0.0.1:" + defaultPort : listen;
    int colon = text.lastIndexOf(':');
    try {
      InetAddress host = InetAddress.getByName(colon < 0 ? text : text.substring(0, colon));
      int port = colon < 0 ? defaultPort : Integer.parseInt(text.substring(colon + 1));
      return new InetSocketAddress(host, port);
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--listen: an address and a port wanted, found '%s'".formatted(text),
          "for example 127.0.0.1:8443");
    }
  }

  /// The given identity, or one of the development CA for `names`.
  ServerIdentity identity(List<String> names, boolean rsa) throws IOException {
    if ((certificate == null) != (key == null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--tls-certificate and --tls-key go together", "give both or none");
    }
    if (certificate != null && key != null) {
      return ServerIdentity.load(certificate, key);
    }
    DevelopmentCa ca = DevelopmentCa.loadOrCreate(DevelopmentCa.folder(System.getenv()));
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(List.of("localhost", "127.0.0.1", "::1"));
    return rsa ? ca.issueRsa(new ArrayList<>(all)) : ca.issue(new ArrayList<>(all));
  }

  boolean isDevelopment() {
    return certificate == null;
  }

  WebLimits limits() {
    if (rate < 0 || requestTime < 1) {
      throw new MalformedException("--rate and --request-time: positive numbers wanted");
    }
    return WebLimits.DEFAULT.withPerSecond(rate).withRequestTime(Duration.ofSeconds(requestTime));
  }
}
