package operator.standins;

import coffer.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// The keys that Core has: new ones at each start, 32 bytes each.
final class KeyRelease {
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

  private final List<byte[]> keys = List.of(new byte[32], new byte[32]);

  KeyRelease() {
    keys.forEach(new SecureRandom()::nextBytes);
  }

  /// The keys, for the owner of `publicKey` (SubjectPublicKeyInfo of an RSA key) alone.
  Json sealedFor(byte[] publicKey) throws GeneralSecurityException {
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey));
    List<Json> released = new ArrayList<>();
    for (int id = 1; id <= keys.size(); id++) {
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
      rsa.init(Cipher.ENCRYPT_MODE, key, OAEP);
      byte[] encrypted = rsa.doFinal(keys.get(id - 1));
      released.add(
          Json.object()
              .put("id", id)
              .put("encrypted", Base64.getEncoder().encodeToString(encrypted))
              .build());
    }
    return Json.object().put("keys", released).build();
  }
}
