package coffer.evidence;

import coffer.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Certificates from the leaf to the root, as evidence brings them. Which roots are trusted, and
/// whether the time is right, is asked elsewhere; whether they sign each other is found out once
/// and then remembered, since it never changes. Immutable.
public final class CertificateChain {
  private static final int MOST = 8;
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

  private final List<X509Certificate> certificates;
  private volatile @Nullable ChainPath path;
  private volatile @Nullable Asked asked;

  /// An issuer and whether this chain was found to be its.
  private record Asked(String did, boolean resolves) {}

  public CertificateChain(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
    if (certificates.isEmpty() || certificates.size() > MOST) {
      throw new MalformedException(
          "1 to %d certificates wanted, found %d".formatted(MOST, certificates.size()));
    }
  }

  /// Parses PEM text with 1 to 8 certificates, the leaf first; what stands between them is passed
  /// over.
  public static CertificateChain parse(byte[] pem) {
    return new CertificateChain(parseAll(pem));
  }

  /// The chain that begins with `leaf` and goes on with its issuers, which `authorities` has in any
  /// order, up to one that issued itself; what has no place in it is left out.
  static CertificateChain of(X509Certificate leaf, List<X509Certificate> authorities) {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    while (chain.size() < MOST && !isSelfIssued(chain.getLast())) {
      X509Certificate last = chain.getLast();
      X509Certificate next =
          authorities.stream()
              .filter(
                  other -> other.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
              .findFirst()
              .orElse(null);
      if (next == null) {
        break;
      }
      chain.add(next);
    }
    return new CertificateChain(chain);
  }

  /// Parses PEM text with at most 8 certificates, in the order of the text.
  static List<X509Certificate> parseAll(byte[] pem) {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = PEM.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    while (block.find() && certificates.size() <= MOST) {
      certificates.add(certificate(certificates.size(), block.group(1)));
    }
    return certificates;
  }

  /// Parses one certificate in DER.
  public static X509Certificate parseCertificate(byte[] der) {
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
      return (X509Certificate) certificate;
    } catch (CertificateException e) {
      throw new MalformedException("not an X.509 certificate: " + e.getMessage());
    }
  }

  public List<X509Certificate> certificates() {
    return certificates;
  }

  /// The certificates in PEM, in their order.
  public String toPem() {
    StringBuilder out = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        out.append("-----BEGIN CERTIFICATE-----\n")
            .append(LINES.encodeToString(certificate.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      } catch (CertificateEncodingException e) {
        throw new AssertionError("a certificate that was parsed has an encoding", e);
      }
    }
    return out.toString();
  }

  /// The certificate that stands first.
  public X509Certificate leaf() {
    return certificates.getFirst();
  }

  /// Whether they sign each other.
  ChainPath path() {
    ChainPath known = path;
    if (known == null) {
      known = ChainPath.of(this);
      path = known;
    }
    return known;
  }

  /// Whether it is the chain of the issuer that `did` names; the last answer is remembered.
  boolean isOf(String did) {
    Asked last = asked;
    if (last == null || !last.did().equals(did)) {
      last = new Asked(did, IssuerResolution.resolves(did, certificates));
      asked = last;
    }
    return last.resolves();
  }

  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateChain that && certificates.equals(that.certificates);
  }

  @Override
  public int hashCode() {
    return certificates.hashCode();
  }

  /// The subjects, the leaf's first.
  @Override
  public String toString() {
    return String.join(
        " <- ",
        certificates.stream().map(each -> each.getSubjectX500Principal().getName()).toList());
  }

  private static X509Certificate certificate(int index, String base64) {
    try {
      return parseCertificate(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("certificate " + index + ": not base64");
    } catch (MalformedException e) {
      throw e.within("certificate " + index);
    }
  }
}
