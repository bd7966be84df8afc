package coffer.evidence;

import coffer.cose.CoseSign1;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/// The signature of a COSE_Sign1 document: ES256 to ES512, EdDSA and PS256 to PS512 (RFC 9053,
/// section 2; RFC 8230, section 2).
final class CoseSignature {
  private CoseSignature() {}

  /// False also for an algorithm that is not known, or that does not fit the key.
  static boolean isValid(CoseSign1 document, PublicKey key) {
    try {
      Signature verifier = verifier(document.algorithm(), key);
      verifier.initVerify(key);
      verifier.update(document.signingInput());
      return verifier.verify(document.signature().toArray());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static Signature verifier(long algorithm, PublicKey key) throws GeneralSecurityException {
    return switch ((int) algorithm) {
      case -7 -> ecdsa(256, key);
      case -35 -> ecdsa(384, key);
      case -36 -> ecdsa(512, key);
      case -37 -> pss(256, key);
      case -38 -> pss(384, key);
      case -39 -> pss(512, key);
      case -8 -> Signature.getInstance("EdDSA");
      default -> throw new GeneralSecurityException("COSE algorithm " + algorithm);
    };
  }

  private static Signature ecdsa(int bits, PublicKey key) throws GeneralSecurityException {
    if (!(key instanceof ECPublicKey)) {
      throw new GeneralSecurityException("no EC key");
    }
    return Signature.getInstance("SHA%dwithECDSAinP1363Format".formatted(bits));
  }

  private static Signature pss(int bits, PublicKey key) throws GeneralSecurityException {
    if (!(key instanceof RSAPublicKey)) {
      throw new GeneralSecurityException("no RSA key");
    }
    String hash = "SHA-" + bits;
    Signature verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
    return verifier;
  }
}
