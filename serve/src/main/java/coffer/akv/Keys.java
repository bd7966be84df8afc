package coffer.akv;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The paths under `/keys`: create, import, get, list, update, delete and release.
final class Keys {
  private static final String POLICY_TYPE = "application/json; charset=utf-8";

  private final Items items;
  private final Releasing releasing;

  Keys(Items items, Releasing releasing) {
    this.items = items;
    this.releasing = releasing;
  }

  ItemPages pages() {
    return new ItemPages(items, Keys::summary);
  }

  WebAnswer create(String name, Json.Obj request) throws IOException {
    return add(name, request, KeyMaterial.generate(request), request);
  }

  /// `hsm` makes a kind of an HSM, as Key Vault does.
  WebAnswer importKey(String name, Json.Obj request) throws IOException {
    Json.Obj jwk = request.object("key");
    KeyMaterial material = KeyMaterial.parse(jwk);
    boolean hsm = request.get("hsm").orElse(Json.NULL).equals(Json.of(true));
    String kty = hsm && !material.kty().endsWith("-HSM") ? material.kty() + "-HSM" : material.kty();
    return add(
        name, request, new KeyMaterial(kty, material.publicMembers(), material.value()), jwk);
  }

  private WebAnswer add(String name, Json.Obj request, KeyMaterial material, Json.Obj operations)
      throws IOException {
    Json.ObjectBuilder facts =
        Json.object()
            .put("kty", material.kty())
            .put("public", material.publicMembers())
            .put("key_ops", Json.strings(operations.strings("key_ops")));
    Optional<Json.Obj> policy = policy(request);
    policy.ifPresent(given -> facts.put("release_policy", given));
    boolean exportable =
        request.get("attributes").orElse(Json.NULL) instanceof Json.Obj attributes
            && attributes.get("exportable").orElse(Json.NULL).equals(Json.of(true));
    if (exportable != policy.isPresent()) {
      throw VaultFailure.badParameter(
          exportable
              ? "an exportable key wants a release_policy"
              : "a key with a release_policy must be exportable");
    }
    return WebAnswer.json(200, bundle(items.add(name, request, facts, material.value())).build());
  }

  WebAnswer get(String name, String version) {
    return WebAnswer.json(200, bundle(items.find(name, version)).build());
  }

  /// Changes attributes, operations, tags and, unless it is immutable, the release policy.
  WebAnswer update(String name, String version, Json.Obj request) throws IOException {
    Entry entry = items.find(name, version);
    Json.ObjectBuilder facts = Json.object();
    if (request.get("key_ops").orElse(Json.NULL) instanceof Json.Arr) {
      facts.put("key_ops", Json.strings(request.strings("key_ops")));
    }
    Optional<Json.Obj> policy = policy(request);
    if (policy.isPresent()) {
      Json old = entry.facts().get("release_policy").orElse(Json.NULL);
      if (old instanceof Json.Obj known
          && known.get("immutable").orElse(Json.NULL).equals(Json.of(true))
          && !known.string("data").equals(policy.get().string("data"))) {
        throw VaultFailure.badParameter("the key's release_policy is immutable");
      }
      facts.put("release_policy", policy.get());
    }
    return WebAnswer.json(200, bundle(items.update(entry, request, facts.build())).build());
  }

  WebAnswer delete(String name) throws IOException {
    Entry entry = items.delete(name);
    return WebAnswer.json(200, items.deletion(entry, bundle(entry)).build());
  }

  WebAnswer deleted(String name) {
    Entry entry = items.deleted(name);
    return WebAnswer.json(200, items.deletion(entry, bundle(entry)).build());
  }

  WebAnswer recover(String name) throws IOException {
    return WebAnswer.json(200, bundle(items.recover(name)).build());
  }

  WebAnswer release(String name, String version, WebRequest request) throws IOException {
    Entry entry = items.find(name, version);
    items.requireUsable(entry);
    return releasing.release(entry, items.id(entry), request);
  }

  private static Json.ObjectBuilder summary(Entry entry, String kid) {
    return Json.object()
        .put("kid", kid)
        .put("attributes", entry.attributes())
        .put("tags", entry.facts().object("tags"));
  }

  private Json.ObjectBuilder bundle(Entry entry) {
    Json.ObjectBuilder key =
        Json.object()
            .put("kid", items.id(entry))
            .put("kty", entry.facts().string("kty"))
            .put("key_ops", Json.strings(entry.facts().strings("key_ops")));
    entry.facts().object("public").members().forEach(key::put);
    Json.ObjectBuilder bundle =
        Json.object()
            .put("key", key.build())
            .put("attributes", entry.attributes())
            .put("tags", entry.facts().object("tags"));
    entry.facts().get("release_policy").ifPresent(policy -> bundle.put("release_policy", policy));
    return bundle;
  }

  /// The policy of a request, checked, with its data in base64url without padding.
  private static Optional<Json.Obj> policy(Json.Obj request) {
    if (!(request.get("release_policy").orElse(Json.NULL) instanceof Json.Obj given)) {
      return Optional.empty();
    }
    byte[] data;
    try {
      data = Base64Text.decode(given.string("data"));
      ReleasePolicy.parse(data);
    } catch (MalformedException e) {
      throw e.within("release_policy.data");
    }
    boolean immutable = given.get("immutable").orElse(Json.NULL).equals(Json.of(true));
    return Optional.of(
        Json.object()
            .put("contentType", given.optionalString("contentType").orElse(POLICY_TYPE))
            .put("data", Base64Text.url(data))
            .put("immutable", immutable)
            .build());
  }

  /// The text of an entry's policy.
  static Optional<ReleasePolicy> policyOf(Entry entry) {
    return entry.facts().get("release_policy").orElse(Json.NULL) instanceof Json.Obj policy
        ? Optional.of(ReleasePolicy.parse(Base64Text.decode(policy.string("data"))))
        : Optional.empty();
  }

  /// For names in messages of other classes.
  static List<String> operations(Entry entry) {
    return entry.facts().strings("key_ops");
  }

  static byte[] utf8(Json document) {
    return document.toCompact().getBytes(StandardCharsets.UTF_8);
  }
}
