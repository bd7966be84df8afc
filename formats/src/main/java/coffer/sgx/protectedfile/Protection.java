package coffer.sgx.protectedfile;

import coffer.bytes.SecretBytes;

/// How a protected file is protected.
public sealed interface Protection {
  /// Readable by everybody (`sgx_fopen_integrity_only`): a pure function of name and content.
  record IntegrityOnly() implements Protection {}

  /// Encrypted with AES-128-GCM.
  ///
  /// @param key 16 bytes
  record UserKey(SecretBytes key) implements Protection {
    public static final int SIZE = 16;

    public UserKey {
      if (key.length() != SIZE) {
        throw new IllegalArgumentException(
            "a key of %d bytes wanted, found %d".formatted(SIZE, key.length()));
      }
    }
  }
}
