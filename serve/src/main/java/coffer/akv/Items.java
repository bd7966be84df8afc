package coffer.akv;

import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What keys and secrets have in common: versions, attributes, tags, deletion with recovery.
///
/// @param vault `https://name`, by which ids begin
record Items(VaultStore store, Entry.Kind kind, Clock clock, String vault) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RECOVERABLE_DAYS = 90;

  /// Adds a version with the attributes and tags of `request`, and `facts` besides.
  Entry add(String name, Json.Obj request, Json.ObjectBuilder facts, SecretBytes value)
      throws IOException {
    if (store.findDeleted(kind, name).isPresent()) {
      throw new VaultFailure(
          409,
          "Conflict",
          "'%s' is deleted but can be recovered; recover or purge it first".formatted(name));
    }
    byte[] version = new byte[16];
    RANDOM.nextBytes(version);
    Entry entry =
        new Entry(
            kind,
            name,
            HexFormat.of().formatHex(version),
            facts
                .put("attributes", attributes(request, Json.object().build(), now()))
                .put("tags", tags(request).orElse(Json.object().build()))
                .build(),
            value);
    store.put(entry);
    return entry;
  }

  /// The version, or the newest one; a failure when there is none.
  Entry find(String name, String version) {
    return store
        .find(kind, name, version)
        .orElseThrow(
            () -> VaultFailure.notFound(kind, name + (version.isEmpty() ? "" : "/" + version)));
  }

  /// Replaces attributes and tags that `request` has, and members of `facts`.
  Entry update(Entry entry, Json.Obj request, Json.Obj facts) throws IOException {
    Json.ObjectBuilder changed = Json.object();
    entry.facts().members().forEach(changed::put);
    facts.members().forEach(changed::put);
    changed.put("attributes", attributes(request, entry.attributes(), now()));
    tags(request).ifPresent(tags -> changed.put("tags", tags));
    Entry other = entry.withFacts(changed.build());
    store.put(other);
    return other;
  }

  /// Moves a name among the deleted; its newest version.
  Entry delete(String name) throws IOException {
    Entry entry = find(name, "");
    store.delete(kind, name);
    return entry;
  }

  Entry deleted(String name) {
    return store.findDeleted(kind, name).orElseThrow(() -> VaultFailure.notFound(kind, name));
  }

  Entry recover(String name) throws IOException {
    deleted(name);
    store.recover(kind, name);
    return find(name, "");
  }

  void purge(String name) throws IOException {
    deleted(name);
    store.purge(kind, name);
  }

  String id(Entry entry) {
    return "%s/%s/%s/%s".formatted(vault, kind.path(), entry.name(), entry.version());
  }

  String idWithoutVersion(Entry entry) {
    return "%s/%s/%s".formatted(vault, kind.path(), entry.name());
  }

  /// What a deleted name has besides its newest version.
  Json.ObjectBuilder deletion(Entry entry, Json.ObjectBuilder bundle) {
    return bundle
        .put("recoveryId", "%s/deleted%s/%s".formatted(vault, kind.path(), entry.name()))
        .put("deletedDate", now())
        .put("scheduledPurgeDate", now() + RECOVERABLE_DAYS * 86_400L);
  }

  /// Refuses an entry that is disabled, not yet valid or expired.
  void requireUsable(Entry entry) {
    if (!entry.isTrue("enabled")) {
      throw VaultFailure.forbidden("'%s' is disabled".formatted(entry.name()));
    }
    time(entry, "nbf")
        .filter(begin -> begin > now())
        .ifPresent(
            begin -> {
              throw VaultFailure.forbidden(
                  "'%s' is not valid before %s"
                      .formatted(entry.name(), Instant.ofEpochSecond(begin)));
            });
    time(entry, "exp")
        .filter(end -> end <= now())
        .ifPresent(
            end -> {
              throw VaultFailure.forbidden(
                  "'%s' expired at %s".formatted(entry.name(), Instant.ofEpochSecond(end)));
            });
  }

  private static Optional<Long> time(Entry entry, String attribute) {
    return entry.attributes().get(attribute).orElse(Json.NULL) instanceof Json.Num number
        ? Optional.of(number.asLong())
        : Optional.empty();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private static Json.Obj attributes(Json.Obj request, Json.Obj before, long now) {
    Json.Obj wanted =
        request.get("attributes").orElse(Json.NULL) instanceof Json.Obj given
            ? given
            : Json.object().build();
    Json.ObjectBuilder out = Json.object();
    out.put("enabled", flag(wanted, before, "enabled", true));
    for (String name : List.of("nbf", "exp")) {
      Json value = wanted.get(name).orElse(before.get(name).orElse(Json.NULL));
      if (!(value instanceof Json.Null)) {
        out.put(name, wanted.get(name).isPresent() ? wanted.number(name) : before.number(name));
      }
    }
    if (wanted.get("exportable").isPresent() || before.get("exportable").isPresent()) {
      out.put("exportable", flag(wanted, before, "exportable", false));
    }
    out.put("created", before.get("created").isPresent() ? before.number("created") : now);
    return out.put("updated", now)
        .put("recoveryLevel", "Recoverable+Purgeable")
        .put("recoverableDays", RECOVERABLE_DAYS)
        .build();
  }

  private static boolean flag(Json.Obj wanted, Json.Obj before, String name, boolean fallback) {
    return switch (wanted.get(name).orElse(before.get(name).orElse(Json.of(fallback)))) {
      case Json.Bool(boolean value) -> value;
      case Json.Null() -> fallback;
      case Json other ->
          throw VaultFailure.badParameter(
              "attributes.%s: a boolean wanted, found %s".formatted(name, other.kind()));
    };
  }

  private static Optional<Json> tags(Json.Obj request) {
    return request.get("tags").filter(tags -> tags instanceof Json.Obj);
  }
}
