package coffer.evidence.token;

import coffer.evidence.Check;
import coffer.evidence.TrustRoot;
import coffer.jose.Jwk;
import coffer.jose.JwsAlgorithm;
import coffer.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Whether a token is its issuer's, and valid at a time (RFC 7519, section 4.1; RFC 8725, section
/// 3; Microsoft Azure Attestation, "attestation token").
///
/// `root` names the issuer whose key verified it, or is `none`; `development` tells that the key
/// speaks for simulated hardware.
public record TokenVerification(String root, boolean development, List<Check> checks) {
  private static final List<String> FOREIGN_KEYS = List.of("jwk", "x5u", "x5c");
  private static final List<String> TYPES = List.of("jwt", "at+jwt", "application/at+jwt");

  public TokenVerification {
    checks = List.copyOf(checks);
  }

  /// Makes every check of signature, issuer and times.
  public static TokenVerification verify(AttestationToken token, TokenTrust trust, Instant at) {
    return new Run(token, trust, at).verify();
  }

  /// The checks that failed.
  public List<Check> findings() {
    return checks.stream().filter(check -> !check.ok()).toList();
  }

  /// One verification; collects its checks.
  private static final class Run {
    private final AttestationToken token;
    private final Json.Obj header;
    private final TokenTrust trust;
    private final Instant at;
    private final List<Check> checks = new ArrayList<>();

    Run(AttestationToken token, TokenTrust trust, Instant at) {
      this.token = token;
      this.header = token.header();
      this.trust = trust;
      this.at = at;
    }

    TokenVerification verify() {
      Optional<JwsAlgorithm> algorithm = algorithm();
      header();
      String issuer = Claims.text(token.claims(), "iss");
      issuer(issuer);
      Optional<Jwk> key = key(algorithm);
      boolean signed = signature(algorithm, key);
      boolean development = key.isPresent() && isDevelopment(key.get());
      if (development && !trust.developmentAllowed()) {
        add("token.root", "kid", "a key for real hardware", "a development key", false);
      }
      checks.addAll(TokenTimes.verify(token.claims(), at));
      String root = "%sissuer %s".formatted(development ? "development " : "", issuer);
      return new TokenVerification(signed ? root : "none", development, checks);
    }

    private Optional<JwsAlgorithm> algorithm() {
      String name = Claims.text(header, "alg");
      Optional<JwsAlgorithm> algorithm =
          JwsAlgorithm.find(name).filter(trust.algorithms()::contains);
      add(
          "token.algorithm",
          "alg",
          oneOf(trust.algorithms().stream().sorted().toList()),
          name + (name.startsWith("HS") ? ", whose secret would be the public key" : ""),
          algorithm.isPresent());
      return algorithm;
    }

    /// What a header must not have: keys of the token's own choice, and extensions that change what
    /// the signature means.
    private void header() {
      if (header.get("typ").isPresent()) {
        String type = Claims.text(header, "typ");
        boolean known = TYPES.stream().anyMatch(type::equalsIgnoreCase);
        add("token.type", "typ", "JWT", type, known);
      }
      for (String member : FOREIGN_KEYS) {
        if (header.get(member).isPresent()) {
          add("token." + member, member, "no key or link that the token brings", "one", false);
        }
      }
      if (header.get("jku").isPresent()) {
        String url = Claims.text(header, "jku");
        String own = ownKeysUrl();
        Optional<String> exact = Claims.string(header, "jku");
        boolean same =
            exact.isPresent() && (exact.get().equals(own) || exact.get().equals(trust.keysUrl()));
        add("token.jku", "jku", "none, or the issuer's own " + own, url, same);
      }
      if (header.get("crit").isPresent()) {
        add("token.crit", "crit", "no extension", Claims.text(header, "crit"), false);
      }
    }

    /// Where services of this kind publish their keys. It is only compared, and never asked.
    private String ownKeysUrl() {
      String issuer = trust.issuer();
      return (issuer == null ? Claims.string(token.claims(), "iss").orElse("") : issuer) + "/certs";
    }

    private void issuer(String found) {
      String wanted = trust.issuer();
      if (wanted != null) {
        boolean same = Claims.string(token.claims(), "iss").equals(Optional.of(wanted));
        add("token.issuer", "iss", wanted, found, same);
      }
    }

    private Optional<Jwk> key(Optional<JwsAlgorithm> algorithm) {
      String kid = Claims.text(header, "kid");
      List<String> known = trust.keys().keys().stream().map(Jwk::kid).toList();
      Optional<Jwk> key =
          header.get("kid").orElse(Json.NULL) instanceof Json.Str(String name)
              ? trust.keys().find(name)
              : Optional.empty();
      add(
          "token.key",
          "kid",
          known.isEmpty() ? "a key of the issuer, who has none" : oneOf(known),
          kid,
          key.isPresent());
      if (key.isPresent() && algorithm.isPresent()) {
        fits(key.get(), algorithm.get());
      }
      return key;
    }

    /// Shown only when the key is of another kind, or for another algorithm.
    private void fits(Jwk key, JwsAlgorithm algorithm) {
      if (!allows(key, algorithm)) {
        add(
            "token.key_algorithm",
            "alg",
            key.algorithm().orElse("an algorithm for a key of kind " + key.key().getAlgorithm()),
            algorithm.name(),
            false);
      }
    }

    private static boolean allows(Jwk key, JwsAlgorithm algorithm) {
      return algorithm.fits(key.key())
          && key.algorithm().map(algorithm.name()::equals).orElse(true);
    }

    private boolean signature(Optional<JwsAlgorithm> algorithm, Optional<Jwk> key) {
      boolean valid =
          algorithm.isPresent()
              && key.isPresent()
              && allows(key.get(), algorithm.get())
              && algorithm
                  .get()
                  .isValid(key.get().key(), token.jws().signingInput(), token.jws().signature());
      add(
          "token.signature",
          "signature",
          "a signature of the key",
          valid ? "a signature of the key" : key.isPresent() ? "not its signature" : "no key",
          valid);
      return valid;
    }

    private static boolean isDevelopment(Jwk key) {
      return key.certificates().stream().anyMatch(TrustRoot::isMarked);
    }

    private static String oneOf(List<?> values) {
      List<String> texts = values.stream().map(String::valueOf).toList();
      return texts.size() == 1
          ? texts.getFirst()
          : "one of " + String.join(", ", new TreeSet<>(texts));
    }

    private void add(String id, String field, String wanted, String got, boolean ok) {
      checks.add(Check.verified(id, field, wanted, got, ok));
    }
  }
}
