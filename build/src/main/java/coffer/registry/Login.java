package coffer.registry;

import coffer.bytes.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// What a client shows to a registry or to its token service.
public sealed interface Login {
  /// The user name with which an access token of Azure's registry is given as a password.
  String TOKEN_USER = "00000000-0000-0000-0000-000000000000";

  /// The user name with which Docker's configuration marks an identity token.
  String IDENTITY_TOKEN_USER = "<token>";

  /// Name and password.
  record Password(String user, SecretBytes password) implements Login {
    /// The value of an `Authorization` header (RFC 7617).
    String basic() {
      byte[] secret = password.reveal();
      byte[] name = (user + ":").getBytes(StandardCharsets.UTF_8);
      byte[] both = Arrays.copyOf(name, name.length + secret.length);
      System.arraycopy(secret, 0, both, name.length, secret.length);
      Arrays.fill(secret, (byte) 0);
      String header = "Basic " + Base64.getEncoder().encodeToString(both);
      Arrays.fill(both, (byte) 0);
      return header;
    }
  }

  /// A token that is exchanged for access tokens (OAuth 2.0, RFC 6749, section 6).
  record RefreshToken(SecretBytes token) implements Login {}

  /// A login as configurations write it, where a token stands as the password of a certain user.
  static Login of(String user, SecretBytes secret) {
    return user.equals(IDENTITY_TOKEN_USER) || user.equals(TOKEN_USER)
        ? new RefreshToken(secret)
        : new Password(user, secret);
  }
}
