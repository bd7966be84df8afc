package coffer.skr;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a guest binds to its report when it asks for a key: the public key to wrap for, in the form
/// of the secure-key-release sidecar (`{"keys":[...]}`), and the vault's nonce.
public record RuntimeData(RsaPublicJwk key, String nonce) {
  /// Reads the first key that may encrypt.
  public static RuntimeData parse(byte[] utf8) {
    Json.Obj document = Json.parseObject(utf8);
    for (Json item : document.list("keys")) {
      if (item instanceof Json.Obj jwk && mayEncrypt(jwk)) {
        return new RuntimeData(
            RsaPublicJwk.parse(jwk), document.optionalString("nonce").orElse(""));
      }
    }
    throw new MalformedException(
        "keys: one with use 'enc' or key_ops 'encrypt' wanted, found none");
  }

  public Bytes toBytes() {
    Json document = Json.object().put("keys", List.of(key.toJson())).put("nonce", nonce).build();
    return Bytes.of(document.toCompact().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean mayEncrypt(Json.Obj jwk) {
    return jwk.optionalString("use").equals(java.util.Optional.of("enc"))
        || jwk.strings("key_ops").contains("encrypt");
  }
}
