package operator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// Identifiers and what becomes of them.
final class Identifiers {
  private Identifiers() {}

  /// The SHA-256 of a mail address in lower case, in Base64.
  static String hash(String email) {
    byte[] normal = email.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(normal));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The advertising id of a hash: the same for everybody with this key, and no way back without
  /// it.
  static String advertisingId(String hash, Map.Entry<Integer, SecretKey> key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key.getValue());
      byte[] id = mac.doFinal(hash.getBytes(StandardCharsets.US_ASCII));
      return key.getKey() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
