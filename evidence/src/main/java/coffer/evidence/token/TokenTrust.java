package coffer.evidence.token;

import coffer.jose.JwkSet;
import coffer.jose.JwsAlgorithm;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose tokens are believed, and by which keys. Nothing of this is ever taken from a token.
///
/// @param issuer the `iss` of its tokens, character for character; null: not checked
/// @param keys as the issuer publishes them
/// @param keysUrl where it publishes them, which is all that a token's `jku` may say
/// @param algorithms that are accepted
/// @param developmentAllowed whether keys of simulated platforms are believed
public record TokenTrust(
    @Nullable String issuer,
    JwkSet keys,
    @Nullable String keysUrl,
    Set<JwsAlgorithm> algorithms,
    boolean developmentAllowed) {
  public TokenTrust {
    algorithms = Set.copyOf(algorithms);
  }

  /// Tokens of `issuer` by `keys`, signed with any algorithm that has a public key.
  public static TokenTrust of(String issuer, JwkSet keys) {
    return new TokenTrust(issuer, keys, null, EnumSet.allOf(JwsAlgorithm.class), false);
  }

  /// Tokens of any issuer, as long as one of `keys` signed them.
  public static TokenTrust of(JwkSet keys) {
    return new TokenTrust(null, keys, null, EnumSet.allOf(JwsAlgorithm.class), false);
  }

  public TokenTrust withKeysUrl(String url) {
    return new TokenTrust(issuer, keys, url, algorithms, developmentAllowed);
  }

  public TokenTrust withAlgorithms(Set<JwsAlgorithm> accepted) {
    return new TokenTrust(issuer, keys, keysUrl, accepted, developmentAllowed);
  }

  /// Believes services that speak for simulated hardware: for development only.
  public TokenTrust withDevelopmentAllowed() {
    return new TokenTrust(issuer, keys, keysUrl, algorithms, true);
  }
}
