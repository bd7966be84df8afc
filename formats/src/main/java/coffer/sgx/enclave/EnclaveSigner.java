package coffer.sgx.enclave;

import java.security.GeneralSecurityException;

/// Signs enclaves: holds a private key, in memory or in a token.
public interface EnclaveSigner {
  EnclaveKey key();

  /// RSASSA-PKCS1-v1_5 with SHA-256 over `content`: 384 bytes, most significant first.
  byte[] sign(byte[] content) throws GeneralSecurityException;
}
