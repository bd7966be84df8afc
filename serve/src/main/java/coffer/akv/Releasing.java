package coffer.akv;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.signing.CompactJws;
import coffer.skr.KeyWrap;
import coffer.skr.WrapAlgorithm;
import coffer.tls.ServerIdentity;
import coffer.web.Metrics;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Releases a key to whoever holds the private half of a key that an attestation token names, when
/// the token meets the key's policy; wraps it for that key and signs the answer (Azure Key Vault
/// REST API, release).
final class Releasing {
  private final Authorities authorities;
  private final ServerIdentity signer;
  private final Clock clock;
  private final Metrics metrics;

  /// `signer` has an RSA key; its certificates go into every answer.
  Releasing(Authorities authorities, ServerIdentity signer, Clock clock, Metrics metrics) {
    if (!signer.key().getAlgorithm().equals("RSA")) {
      throw new IllegalArgumentException("released keys are signed with an RSA key");
    }
    this.authorities = authorities;
    this.signer = signer;
    this.clock = clock;
    this.metrics = metrics;
  }

  WebAnswer release(Entry entry, String id, WebRequest request) throws IOException {
    Json.Obj body = request.json();
    WrapAlgorithm algorithm =
        body.optionalString("enc")
            .filter(name -> !name.isEmpty())
            .map(WrapAlgorithm::parse)
            .orElse(WrapAlgorithm.CKM_RSA_AES_KEY_WRAP);
    ReleasePolicy policy =
        Keys.policyOf(entry)
            .filter(_ -> entry.isTrue("exportable"))
            .orElseThrow(
                () ->
                    VaultFailure.forbidden(
                        "'%s' is not exportable under a release policy".formatted(entry.name())));
    Json.Obj claims = judge(policy, entry.name(), body.string("target"));
    RsaPublicJwk wrapping = wrappingKey(claims);
    byte[] ciphertext = KeyWrap.wrap(algorithm, wrapping.toKey(), entry.value());
    Json.Obj answer = answer(entry, id, algorithm, request, ciphertext);
    metrics.count("coffer_releases_total{result=\"released\"}");
    return WebAnswer.json(200, Json.object().put("value", signed(id, answer)).build());
  }

  /// The claims of a token that meets the policy.
  private Json.Obj judge(ReleasePolicy policy, String name, String target) {
    SignedToken token;
    try {
      token =
          SignedToken.verify(
              target,
              issuer -> policy.anyOf().stream().anyMatch(known -> known.url().equals(issuer)),
              authorities,
              clock.instant());
    } catch (MalformedException e) {
      metrics.count("coffer_releases_total{result=\"token\"}");
      throw VaultFailure.forbidden(
          "the attestation token for '%s' is not believed: %s".formatted(name, e.getMessage()));
    } catch (IOException e) {
      metrics.count("coffer_releases_total{result=\"authority\"}");
      throw new VaultFailure(
          502, "AuthorityUnavailable", "the token's issuer cannot be asked: " + e.getMessage());
    }
    List<String> findings = new ArrayList<>();
    for (ReleasePolicy.Authority authority : policy.anyOf()) {
      if (authority.url().equals(token.issuer())) {
        ReleaseDecision decision = ReleaseDecision.of(authority.condition(), token.claims());
        if (decision.met()) {
          return token.claims();
        }
        findings.addAll(decision.findings());
      }
    }
    metrics.count("coffer_releases_total{result=\"policy\"}");
    throw VaultFailure.forbidden(
        "the release policy of '%s' is not met: %s".formatted(name, String.join("; ", findings)));
  }

  /// The first key of `x-ms-runtime` that may encrypt.
  private static RsaPublicJwk wrappingKey(Json.Obj claims) {
    if (claims.get("x-ms-runtime").orElse(Json.NULL) instanceof Json.Obj runtime) {
      for (Json item : runtime.list("keys")) {
        if (item instanceof Json.Obj jwk
            && (jwk.optionalString("use").orElse("").equals("enc")
                || jwk.strings("key_ops").contains("encrypt"))) {
          return RsaPublicJwk.parse(jwk);
        }
      }
    }
    throw VaultFailure.badParameter(
        "x-ms-runtime.keys of the token: a key with use 'enc' or key_ops 'encrypt' wanted");
  }

  private static Json.Obj answer(
      Entry entry, String id, WrapAlgorithm algorithm, WebRequest request, byte[] ciphertext) {
    Json.Obj wrapped =
        Json.object()
            .put("schema_version", "1.0")
            .put(
                "header",
                Json.object().put("kid", id).put("alg", "dir").put("enc", algorithm.name()).build())
            .put("ciphertext", Base64Text.url(ciphertext))
            .build();
    Json.Obj policy = entry.facts().object("release_policy");
    Json.ObjectBuilder asked =
        Json.object()
            .put("api-version", request.parameter("api-version"))
            .put("enc", algorithm.name())
            .put("kid", id);
    request.json().optionalString("nonce").ifPresent(nonce -> asked.put("nonce", nonce));
    Json.Obj key =
        Json.object()
            .put("kid", id)
            .put("kty", entry.facts().string("kty"))
            .put("key_ops", Json.strings(Keys.operations(entry)))
            .put("key_hsm", Base64Text.url(Keys.utf8(wrapped)))
            .build();
    Json.Obj released =
        Json.object()
            .put("attributes", entry.attributes())
            .put("key", key)
            .put(
                "release_policy",
                Json.object()
                    .put("contentType", policy.string("contentType"))
                    .put("data", policy.string("data"))
                    .build())
            .build();
    return Json.object()
        .put("request", asked.build())
        .put("response", Json.object().put("key", released).build())
        .build();
  }

  private String signed(String id, Json.Obj payload) {
    List<String> chain = new ArrayList<>();
    for (X509Certificate certificate : signer.chain()) {
      chain.add(Base64Text.standard(CompactJws.der(certificate)));
    }
    Json.Obj header =
        Json.object()
            .put("alg", "RS256")
            .put("kid", id)
            .put("x5t#S256", CompactJws.thumbprint(signer.leaf()))
            .put("x5c", Json.strings(chain))
            .build();
    return CompactJws.sign(signer.key(), header, payload);
  }
}
