package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cose.CoseSign1;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a signed policy fragment is what its issuer signed. Times do not count: a utility VM has
/// no clock that it could trust.
public final class FragmentSignature {
  private FragmentSignature() {}

  /// What is wrong with the signature, with the chain of certificates, or with a claim to be
  /// `issuer` (a did:x509; empty claims nothing); empty when nothing is.
  public static Optional<String> problem(CoseSign1 document, String issuer) {
    try {
      List<X509Certificate> chain = chain(document);
      if (!CoseSignature.isValid(document, chain.getFirst().getPublicKey())) {
        return Optional.of("the signature is not that of the leaf certificate's key");
      }
      for (int i = 0; i + 1 < chain.size(); i++) {
        if (!isSignedBy(chain.get(i), chain.get(i + 1))) {
          return Optional.of(
              "certificate %d of the chain did not sign the one before".formatted(i + 1));
        }
      }
      return issuer.isEmpty() || IssuerResolution.resolves(issuer, chain)
          ? Optional.empty()
          : Optional.of("the certificates are not those of issuer " + issuer);
    } catch (MalformedException e) {
      return Optional.of(e.getMessage());
    }
  }

  /// The signer's certificates, leaf first.
  ///
  /// @throws MalformedException when there is none, or one cannot be read
  public static List<X509Certificate> chain(CoseSign1 document) {
    List<X509Certificate> chain = new ArrayList<>();
    for (Bytes certificate : document.x5chain()) {
      try {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.toArray())));
      } catch (CertificateException e) {
        throw new MalformedException("x5chain[%d]: not a certificate".formatted(chain.size()));
      }
    }
    if (chain.isEmpty()) {
      throw new MalformedException("x5chain: a certificate wanted, found none");
    }
    return chain;
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
