package coffer.sgx.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;

/// The public half of a key that signs enclaves: RSA of 3,072 bits with exponent 3, the only kind
/// that the processor takes.
public record EnclaveKey(BigInteger modulus) {
  private static final int BITS = 3072;

  public EnclaveKey {
    require(modulus.bitLength(), SigStruct.EXPONENT);
  }

  /// Refuses keys of other kinds, sizes and exponents.
  public static EnclaveKey of(PublicKey key) {
    if (!(key instanceof RSAPublicKey rsa)) {
      throw new MalformedException("key: an RSA key wanted, found " + key.getAlgorithm());
    }
    return of(rsa.getModulus(), rsa.getPublicExponent());
  }

  static EnclaveKey of(BigInteger modulus, BigInteger exponent) {
    require(modulus.bitLength(), exponent.bitLength() < 32 ? exponent.intValue() : 0);
    return new EnclaveKey(modulus);
  }

  private static void require(int bits, int exponent) {
    if (bits != BITS) {
      throw new MalformedException(
          "key: %d bits wanted (SGX takes no others), found %d".formatted(BITS, bits));
    }
    if (exponent != SigStruct.EXPONENT) {
      throw new MalformedException(
          "key: public exponent 3 wanted (SGX takes no others), found "
              + (exponent == 0 ? "a number of more than 31 bits" : exponent));
    }
  }

  /// MRSIGNER of what this key signs.
  public Bytes mrSigner() {
    return Digest.sha256Of(RsaNumbers.toBytes(modulus).toArray()).bytes();
  }

  /// Where the private half of this key can be read by everybody, if it can.
  public Optional<PublishedKey> published() {
    return PublishedKey.of(mrSigner());
  }

  void requireSignature(Bytes content, byte[] signature) {
    if (signature.length != RsaNumbers.LENGTH) {
      throw new MalformedException("signature: 384 bytes wanted, found " + signature.length);
    }
    if (!verifies(content.toArray(), signature)) {
      throw new MalformedException("signature: does not belong to this content and key");
    }
  }

  private boolean verifies(byte[] content, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      BigInteger exponent = BigInteger.valueOf(SigStruct.EXPONENT);
      verifier.initVerify(
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)));
      verifier.update(content);
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false; // a number that is no modulus
    }
  }
}
