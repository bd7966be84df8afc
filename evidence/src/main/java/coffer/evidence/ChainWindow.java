package coffer.evidence;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/// The time in which all certificates of a chain are valid, both ends inclusive.
record ChainWindow(Instant from, Instant to) {
  static ChainWindow of(CertificateChain chain) {
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    for (X509Certificate certificate : chain.certificates()) {
      Instant notBefore = certificate.getNotBefore().toInstant();
      Instant notAfter = certificate.getNotAfter().toInstant();
      from = notBefore.isAfter(from) ? notBefore : from;
      to = notAfter.isBefore(to) ? notAfter : to;
    }
    return new ChainWindow(from, to);
  }

  boolean contains(Instant time) {
    return !time.isBefore(from) && !time.isAfter(to);
  }

  /// Checks the path up to the chain's own last certificate (PKIX, RFC 5280) at the beginning of
  /// this window, so that what fails is never the date. Whether that root is trusted, and whether
  /// the window holds the time that matters, are questions of their own.
  void validate(CertificateChain chain) throws GeneralSecurityException {
    List<X509Certificate> certificates = chain.certificates();
    X509Certificate root = certificates.getLast();
    root.verify(root.getPublicKey());
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(from));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509")
                .generateCertPath(certificates.subList(0, certificates.size() - 1)),
            parameters);
  }

  @Override
  public String toString() {
    return from + " to " + to;
  }
}
