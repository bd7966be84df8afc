package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.util.Arrays;
import java.util.List;

/// A key that was released: its name, its kind as the vault says it, what it may be used for, and
/// the key itself (kinds `oct` and `oct-HSM`: raw bytes; `RSA`, `RSA-HSM`, `EC`, `EC-HSM`: PKCS#8).
public record ReleasedKey(String kid, String kty, List<String> keyOps, SecretBytes key)
    implements AutoCloseable {
  public ReleasedKey {
    keyOps = List.copyOf(keyOps);
  }

  /// The key as a JWK (RFC 7518, section 6), with its private members. This is the secret itself.
  public Json.Obj toJwk() {
    byte[] content = key.reveal();
    try {
      return switch (kty) {
        case "oct", "oct-HSM" -> described("oct").put("k", Base64Text.url(content)).build();
        case "RSA", "RSA-HSM" -> PrivateJwk.rsa(described("RSA"), content);
        case "EC", "EC-HSM" -> PrivateJwk.ec(described("EC"), content);
        default -> throw new MalformedException("kty: oct, RSA or EC wanted, found " + kty);
      };
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
  }

  private Json.ObjectBuilder described(String type) {
    Json.ObjectBuilder jwk = Json.object().put("kid", kid).put("kty", type);
    return keyOps.isEmpty() ? jwk : jwk.put("key_ops", Json.strings(keyOps));
  }
}
