package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.jose.Jws;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;

/// Gets keys from Azure Key Vault or Managed HSM (REST API 7.4, release): makes an RSA-2048 key for
/// this one request, has it attested, shows the token to the vault, checks the vault's signature
/// and unwraps what it sent. Safe for use by many threads.
public final class AkvClient implements KeyReleaser {
  private static final int RSA_BITS = 2048;
  private static final WrapAlgorithm WRAP = WrapAlgorithm.RSA_AES_KEY_WRAP_256;
  private static final String RELEASE = "https://%s/keys/";

  private final TokenSource attestation;
  private final HttpDocuments http;
  private final BearerSource bearers;
  private final ReleaseSignature signatures;

  /// `trust` are the authorities that a vault's signature may rest on; `environment` says where
  /// bearer tokens come from.
  public AkvClient(
      TokenSource attestation, HttpDocuments http, Trust trust, Map<String, String> environment) {
    this.attestation = attestation;
    this.http = http;
    this.bearers = new BearerSource(http, environment);
    this.signatures = new ReleaseSignature(trust);
  }

  @Override
  public Release release(KeyRequest request) throws IOException {
    if (!request.kid().matches("[0-9a-zA-Z-]{1,127}(/[0-9a-zA-Z]{0,64})?")) {
      throw new MalformedException(
          "kid: a name, or name/version, wanted, found '%s'".formatted(request.kid()));
    }
    KeyPair pair = newKey();
    RsaPublicJwk jwk =
        RsaPublicJwk.of("release", List.of("encrypt"), (RSAPublicKey) pair.getPublic());
    Json runtimeData = Json.object().put("keys", List.of(jwk.toJson())).build();
    byte[] utf8 = runtimeData.toCompact().getBytes(StandardCharsets.UTF_8);
    return switch (attestation.token(request.maaEndpoint(), utf8)) {
      case TokenSource.Attested.Refused(String reason) -> new Release.Refused(reason);
      case TokenSource.Attested.Token(String token) -> release(request, token, pair);
    };
  }

  private Release release(KeyRequest request, String token, KeyPair pair) throws IOException {
    String bearer =
        request.accessToken().isPresent()
            ? request.accessToken().get()
            : bearers.token(BearerSource.resource(request.akvEndpoint()));
    String kid = request.kid().replaceAll("/$", "");
    HttpDocuments.Reply reply =
        http.post(
            MaaClient.url(RELEASE + kid + "/release?api-version=7.4", request.akvEndpoint()),
            Json.object().put("target", token).put("enc", WRAP.name()).build(),
            Map.of("Authorization", "Bearer " + bearer));
    if (reply.status() >= 400 && reply.status() < 500) {
      return new Release.Refused("%s: %s".formatted(request.akvEndpoint(), reply.problem()));
    }
    if (!reply.ok()) {
      throw new IOException("%s: %s".formatted(request.akvEndpoint(), reply.problem()));
    }
    Jws answer = Jws.parse(reply.json().string("value"));
    signatures.verify(answer, request.akvEndpoint());
    return new Release.Released(unwrap(answer, pair));
  }

  private static ReleasedKey unwrap(Jws answer, KeyPair pair) {
    Json.Obj document = Json.parseObject(answer.payload().toArray());
    WrapAlgorithm algorithm = WrapAlgorithm.parse(document.object("request").string("enc"));
    Json.Obj key = document.object("response").object("key").object("key");
    Json.Obj wrapped = Json.parseObject(Base64Text.decode(key.string("key_hsm")));
    byte[] ciphertext = Base64Text.decode(wrapped.string("ciphertext"));
    return new ReleasedKey(
        key.string("kid"),
        key.string("kty"),
        key.strings("key_ops"),
        KeyWrap.unwrap(algorithm, pair.getPrivate(), ciphertext));
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without RSA", e);
    }
  }
}
