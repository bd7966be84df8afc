package coffer.evidence;

import coffer.sgx.collateral.Signed;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/// A document of Intel's service and the certificates of its signer, leaf first. Immutable; whether
/// the signature is the leaf's is found out once and remembered.
public final class SignedStatement<T> {
  private final Signed<T> document;
  private final CertificateChain signer;
  private volatile @Nullable Boolean valid;

  public SignedStatement(Signed<T> document, CertificateChain signer) {
    this.document = document;
    this.signer = signer;
  }

  public Signed<T> document() {
    return document;
  }

  public CertificateChain signer() {
    return signer;
  }

  T value() {
    return document.value();
  }

  boolean isSignatureValid() {
    Boolean known = valid;
    if (known == null) {
      PublicKey key = signer.path().ordered().leaf().getPublicKey();
      known =
          Ecdsa.isOnCurve(key, 256)
              && Ecdsa.isValid(256, key, document.text().toArray(), document.signature().toArray());
      valid = known;
    }
    return known;
  }
}
