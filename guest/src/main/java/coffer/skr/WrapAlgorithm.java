package coffer.skr;

import coffer.bytes.MalformedException;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// How a vault wraps a key for a guest: RSA-OAEP of a fresh AES-256 key, followed by AES key wrap
/// with padding (RFC 5649) of the key itself. The three differ in the hash of OAEP and its mask
/// (Azure Key Vault REST API, release: `KeyEncryptionAlgorithm`).
public enum WrapAlgorithm {
  CKM_RSA_AES_KEY_WRAP("SHA-1"),
  RSA_AES_KEY_WRAP_256("SHA-256"),
  RSA_AES_KEY_WRAP_384("SHA-384");

  private final String hash;

  WrapAlgorithm(String hash) {
    this.hash = hash;
  }

  /// By the name that the REST API uses.
  public static WrapAlgorithm parse(String name) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedException(
                    "enc: one of %s wanted, found '%s'"
                        .formatted(Arrays.toString(values()), name)));
  }

  OAEPParameterSpec oaep() {
    return new OAEPParameterSpec(
        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT);
  }
}
