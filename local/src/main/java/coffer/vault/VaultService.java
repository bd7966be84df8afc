package coffer.vault;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.SnpEvidence;
import coffer.evidence.Verdict;
import coffer.json.Json;
import coffer.skr.GuestEvidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The vault as one guest sees it: the secrets that belong to its identity, over any transport that
/// carries one JSON document each way.
///
/// | request | answer |
/// |---|---|
/// | `{"method":"challenge"}` | `{"nonce"}` |
/// | `{"method":"release","kid","evidence":{...},"runtimeData"}` | `{"released":{"kid","kty","enc","ciphertext"}}`, or `{"refused":"why","verdict":{...}}` |
/// | anything else | `{"error":"what is wrong"}` |
///
/// `evidence` has the members of the sidecar's `/attest/combined`; `runtimeData` and `ciphertext`
/// are base64. Safe for use by many threads.
public final class VaultService {
  private static final int LARGEST = 1 << 20;

  private final Vault vault;
  private final Map<String, Bytes> identities;
  private final BiConsumer<String, Verdict> observer;

  /// `identities` names each secret that may be asked for, with the host data (32 bytes) it belongs
  /// to. `observer` is told of each verdict, by the name of the secret.
  public VaultService(
      Vault vault, Map<String, Bytes> identities, BiConsumer<String, Verdict> observer) {
    this.vault = vault;
    this.identities = Map.copyOf(identities);
    this.observer = observer;
  }

  /// Answers one request of up to 1 MiB; never throws for what a guest sends.
  public byte[] handle(byte[] request) {
    return answer(request).toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private Json.Obj answer(byte[] request) {
    try {
      if (request.length > LARGEST) {
        throw new MalformedException("request of more than 1 MiB");
      }
      Json.Obj document = Json.parseObject(request);
      return switch (document.string("method")) {
        case "challenge" -> Json.object().put("nonce", vault.challenge()).build();
        case "release" -> release(document);
        case String other ->
            throw new MalformedException(
                "method: challenge or release wanted, found '%s'".formatted(other));
      };
    } catch (MalformedException e) {
      return error(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return error("the vault cannot read its secrets: " + e.getMessage());
    }
  }

  private Json.Obj release(Json.Obj request) throws IOException {
    String kid = name(request.string("kid"));
    Bytes hostData = identities.get(kid);
    if (hostData == null) {
      throw new MalformedException("no secret '%s' for this guest".formatted(kid));
    }
    GuestEvidence evidence = GuestEvidence.parse(request.object("evidence"));
    byte[] chain = evidence.chainPem().getBytes(StandardCharsets.ISO_8859_1);
    Bytes runtimeData = Bytes.of(Base64Text.decode(request.string("runtimeData")));
    VaultRelease release =
        vault.release(
            kid, SnpEvidence.parse(evidence.report().toArray(), chain), runtimeData, hostData);
    observer.accept(kid, release.verdict());
    return toJson(release);
  }

  private static Json.Obj toJson(VaultRelease release) {
    return switch (release) {
      case VaultRelease.Refused refused ->
          Json.object()
              .put("refused", refused.verdict().summary())
              .put("verdict", refused.verdict().toJson())
              .build();
      case VaultRelease.Released released ->
          Json.object()
              .put(
                  "released",
                  Json.object()
                      .put("kid", released.kid())
                      .put("kty", "oct")
                      .put("key_ops", Json.strings(List.of()))
                      .put("enc", released.algorithm().name())
                      .put("ciphertext", Base64Text.standard(released.ciphertext().toArray()))
                      .build())
              .build();
    };
  }

  /// `name` or `name/version`; there is one version.
  private static String name(String kid) {
    int slash = kid.indexOf('/');
    return slash < 0 ? kid : kid.substring(0, slash);
  }

  private static Json.Obj error(String problem) {
    return Json.object().put("error", problem).build();
  }
}
