package coffer.skr;

import coffer.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whom a client trusts: the JDK's own authorities, and others besides. Thread-safe.
public final class Trust {
  private final X509TrustManager authorities;

  private Trust(X509TrustManager authorities) {
    this.authorities = authorities;
  }

  /// The file that `SSL_CERT_FILE` names, as OpenSSL has it; none when it is not set.
  public static List<Path> files(Map<String, String> environment) {
    String file = environment.getOrDefault("SSL_CERT_FILE", "");
    return file.isEmpty() ? List.of() : List.of(Path.of(file));
  }

  /// The JDK's authorities and all certificates in the PEM `files`.
  public static Trust of(List<Path> files) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path file : files) {
      certificates.addAll(load(file));
    }
    return with(certificates);
  }

  /// The JDK's authorities and `certificates`.
  public static Trust with(List<X509Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate known : manager(null).getAcceptedIssuers()) {
        store.setCertificateEntry("system-" + store.size(), known);
      }
      for (X509Certificate given : certificates) {
        store.setCertificateEntry("given-" + store.size(), given);
      }
      return new Trust(manager(store));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }

  /// Checks a server's certificates, the leaf first; names are not looked at.
  void check(List<X509Certificate> chain) throws CertificateException {
    authorities.checkServerTrusted(chain.toArray(new X509Certificate[0]), "ECDHE_RSA");
  }

  /// A TLS client.
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {authorities}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without TLS", e);
    }
  }

  private static X509TrustManager manager(@org.jspecify.annotations.Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    for (TrustManager manager : managers.getTrustManagers()) {
      if (manager instanceof X509TrustManager known) {
        return known;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }

  private static List<X509Certificate> load(Path file) throws IOException {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
          .forEach(certificate -> certificates.add((X509Certificate) certificate));
      if (certificates.isEmpty()) {
        throw new MalformedException(file + ": certificates in PEM wanted, found none");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new MalformedException(file + ": not certificates in PEM: " + e.getMessage());
    }
  }
}
