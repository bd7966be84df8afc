package coffer.evidence;

import coffer.bytes.MalformedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates from the leaf to the root, as evidence brings them; nothing is verified yet.
public record CertificateChain(List<X509Certificate> certificates) {
  private static final int MOST = 8;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

  public CertificateChain {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty() || certificates.size() > MOST) {
      throw new MalformedException(
          "1 to %d certificates wanted, found %d".formatted(MOST, certificates.size()));
    }
  }

  /// Parses PEM text with 1 to 8 certificates, the leaf first; what stands between them is passed
  /// over.
  public static CertificateChain parse(byte[] pem) {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = PEM.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    while (block.find() && certificates.size() <= MOST) {
      certificates.add(certificate(certificates.size(), block.group(1)));
    }
    return new CertificateChain(certificates);
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

  public X509Certificate leaf() {
    return certificates.getFirst();
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
