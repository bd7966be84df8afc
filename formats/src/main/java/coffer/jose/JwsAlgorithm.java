package coffer.jose;

import coffer.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/// The signature algorithms that have a public key (RFC 7518, section 3.1). `none` and the HMAC
/// algorithms are no members, so that no token can choose them.
public enum JwsAlgorithm {
  RS256(Kind.PKCS1, 256),
  RS384(Kind.PKCS1, 384),
  RS512(Kind.PKCS1, 512),
  PS256(Kind.PSS, 256),
  PS384(Kind.PSS, 384),
  PS512(Kind.PSS, 512),
  ES256(Kind.EC, 256),
  ES384(Kind.EC, 384),
  ES512(Kind.EC, 512);

  private enum Kind {
    PKCS1,
    PSS,
    EC
  }

  private final Kind kind;
  private final int bits;

  JwsAlgorithm(Kind kind, int bits) {
    this.kind = kind;
    this.bits = bits;
  }

  /// The algorithm of exactly this name.
  public static Optional<JwsAlgorithm> find(String name) {
    return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst();
  }

  /// Whether `key` is of this algorithm's kind; for ECDSA also whether it is on its curve (ES512:
  /// P-521).
  public boolean fits(PublicKey key) {
    return switch (kind) {
      case PKCS1, PSS -> key instanceof RSAPublicKey;
      case EC ->
          key instanceof ECPublicKey ec
              && ec.getParams().getCurve().getField().getFieldSize() == (bits == 512 ? 521 : bits);
    };
  }

  /// Whether `signature` is one of `signed` by the private half of `key`; false too for a key that
  /// does not fit. ECDSA signatures are r and s of equal length, big-endian (RFC 7518, section
  /// 3.4).
  public boolean isValid(PublicKey key, Bytes signed, Bytes signature) {
    if (!fits(key)) {
      return false;
    }
    try {
      Signature verifier = verifier();
      verifier.initVerify(key);
      verifier.update(signed.toArray());
      return verifier.verify(signature.toArray());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private Signature verifier() throws GeneralSecurityException {
    return switch (kind) {
      case PKCS1 -> Signature.getInstance("SHA%dwithRSA".formatted(bits));
      case EC -> Signature.getInstance("SHA%dwithECDSAinP1363Format".formatted(bits));
      case PSS -> {
        String hash = "SHA-" + bits;
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
            new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
        yield pss;
      }
    };
  }
}
