package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;

/// Signs enclaves with a key of the JDK, which may be a token's: then only the token sees it.
public final class RsaSigner implements EnclaveSigner {
  private final EnclaveKey key;
  private final PrivateKey privateKey;
  private final Provider provider;

  private RsaSigner(EnclaveKey key, PrivateKey privateKey, Provider provider) {
    this.key = key;
    this.privateKey = privateKey;
    this.provider = provider;
  }

  /// A key in memory, with its public half inside as every file of one has it.
  public static RsaSigner of(PrivateKey privateKey) throws GeneralSecurityException {
    if (!(privateKey instanceof RSAPrivateCrtKey rsa)) {
      throw new MalformedException("key: an RSA key wanted, found " + privateKey.getAlgorithm());
    }
    return new RsaSigner(
        EnclaveKey.of(rsa.getModulus(), rsa.getPublicExponent()),
        privateKey,
        Signature.getInstance("SHA256withRSA").getProvider());
  }

  /// A key that `provider` holds.
  public static RsaSigner of(EnclaveKey key, PrivateKey privateKey, Provider provider) {
    return new RsaSigner(key, privateKey, provider);
  }

  @Override
  public EnclaveKey key() {
    return key;
  }

  @Override
  public byte[] sign(byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(privateKey);
    signature.update(content);
    return signature.sign();
  }
}
