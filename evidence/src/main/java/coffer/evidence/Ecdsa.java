package coffer.evidence;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;

/// ECDSA over the NIST curves, signatures as r and s of the same length, big-endian (IEEE P1363).
final class Ecdsa {
  private static final ECParameterSpec P256 = parameters("secp256r1");

  private Ecdsa() {}

  /// False also for a key of another kind.
  static boolean isValid(int hashBits, PublicKey key, byte[] signed, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA%dwithECDSAinP1363Format".formatted(hashBits));
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// True for a key on the NIST curve of this many bits.
  static boolean isOnCurve(PublicKey key, int bits) {
    return key instanceof ECPublicKey ec
        && ec.getParams().getOrder().bitLength() == bits
        && ec.getParams().getCurve().getField().getFieldSize() == bits;
  }

  /// The P-256 key of x and y, 32 bytes each, big-endian.
  static PublicKey p256(byte[] xy) throws GeneralSecurityException {
    ECPoint point =
        new ECPoint(
            new BigInteger(1, Arrays.copyOf(xy, 32)),
            new BigInteger(1, Arrays.copyOfRange(xy, 32, 64)));
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, P256));
  }

  private static ECParameterSpec parameters(String curve) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + curve, e);
    }
  }
}
