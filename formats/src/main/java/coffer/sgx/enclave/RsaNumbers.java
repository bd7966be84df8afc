package coffer.sgx.enclave;

import coffer.bytes.Bytes;
import java.math.BigInteger;

/// Numbers of 3,072 bits as SIGSTRUCT has them: 384 bytes, least significant first.
final class RsaNumbers {
  static final int LENGTH = 384;

  private RsaNumbers() {}

  /// `value` is not negative and less than 2^3072.
  static Bytes toBytes(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] out = new byte[LENGTH];
    for (int i = 0; i < bigEndian.length && i < LENGTH; i++) {
      out[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return Bytes.of(out);
  }

  static BigInteger toNumber(Bytes littleEndian) {
    return new BigInteger(1, reversed(littleEndian));
  }

  static byte[] reversed(Bytes value) {
    byte[] out = new byte[value.length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = value.at(out.length - 1 - i);
    }
    return out;
  }
}
