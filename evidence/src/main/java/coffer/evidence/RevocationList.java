package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A list of certificates that their issuer took back (CRL, RFC 5280, section 5). Immutable; whose
/// signature it carries is found out once and remembered.
public final class RevocationList {
  private static final int LARGEST = 1 << 24;
  private static final int SEQUENCE = 0x30;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN X509 CRL-----([A-Za-z0-9+/=\\s]*)-----END X509 CRL-----[\\s\0]*");

  private final X509CRL list;
  private final Bytes der;
  private volatile @Nullable Signer signer;

  private record Signer(X509Certificate certificate, boolean valid) {}

  private RevocationList(X509CRL list, Bytes der) {
    this.list = list;
    this.der = der;
  }

  /// Parses one list in DER, in PEM, or in hex as caching services answer; nothing may follow it. A
  /// list with critical extensions, which may not be about all of an issuer's certificates, is
  /// refused.
  public static RevocationList parse(byte[] content) {
    byte[] der = decoded(content);
    try {
      X509CRL list =
          (X509CRL)
              CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
      Set<String> critical = list.getCriticalExtensionOIDs();
      if (critical != null && !critical.isEmpty()) {
        throw new MalformedException("revocation list: critical extensions " + critical);
      }
      int length = list.getEncoded().length;
      if (length != der.length) {
        throw new MalformedException(
            length, "revocation list: %d trailing bytes".formatted(der.length - length));
      }
      return new RevocationList(list, Bytes.of(der));
    } catch (CRLException e) {
      throw new MalformedException("not a revocation list: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without X.509", e);
    }
  }

  /// The bytes that were parsed, in DER.
  public Bytes toBytes() {
    return der;
  }

  /// Whether it says that it is valid at `at`.
  public boolean isCurrent(Instant at) {
    return !at.isBefore(thisUpdate()) && at.isBefore(nextUpdate());
  }

  boolean isIssuedBy(X509Certificate authority) {
    if (!list.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    Signer known = signer;
    if (known == null || !known.certificate().equals(authority)) {
      known = new Signer(authority, isSignedBy(authority));
      signer = known;
    }
    return known.valid();
  }

  String issuer() {
    return list.getIssuerX500Principal().getName();
  }

  Instant thisUpdate() {
    return list.getThisUpdate().toInstant();
  }

  /// The end of its validity; the end of time when it does not say.
  Instant nextUpdate() {
    return list.getNextUpdate() == null ? Instant.MAX : list.getNextUpdate().toInstant();
  }

  /// Of a certificate of this list's issuer.
  boolean isRevoked(X509Certificate certificate) {
    return list.getRevokedCertificate(certificate.getSerialNumber()) != null;
  }

  private boolean isSignedBy(X509Certificate authority) {
    try {
      list.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static byte[] decoded(byte[] content) {
    if (content.length > LARGEST) {
      throw new MalformedException("revocation list of more than 16 MiB");
    }
    if (content.length > 0 && content[0] == SEQUENCE && !isText(content)) {
      return content;
    }
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Matcher pem = PEM.matcher(text);
    try {
      return pem.matches()
          ? Base64.getMimeDecoder().decode(pem.group(1))
          : Bytes.parseHex(text.strip()).toArray();
    } catch (IllegalArgumentException e) {
      throw new MalformedException("revocation list: not base64");
    } catch (MalformedException e) {
      throw new MalformedException("revocation list: DER, PEM or hex wanted");
    }
  }

  /// DER begins with the digit 0 too; its second byte is then a length and no digit of hex.
  private static boolean isText(byte[] content) {
    return content.length > 1 && Character.digit((char) Byte.toUnsignedInt(content[1]), 16) >= 0;
  }
}
