package coffer.identity;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Identities that somebody has approved, until a time. The document is the content of a signed
/// envelope; here it is only text. The schema is docs/schema/approved-identities.json.
///
/// @param expires from when on the list is worth nothing
/// @param identities at least one, at most 10,000
public record ApprovedIdentities(Instant expires, List<Entry> identities) {
  /// The envelope's content type.
  public static final String CONTENT_TYPE = "application/vnd.coffer.approved-identities+json";

  private static final String API_VERSION = "coffer/v1";
  private static final String KIND = "ApprovedIdentities";
  private static final int MOST = 10_000;

  /// An identity and what it is called.
  public record Entry(String name, WantedIdentity identity) {}

  public ApprovedIdentities {
    identities = List.copyOf(identities);
    if (identities.isEmpty() || identities.size() > MOST) {
      throw new MalformedException(
          "identities: 1 to %,d wanted, found %,d".formatted(MOST, identities.size()));
    }
  }

  /// Parses the document.
  public static ApprovedIdentities parse(byte[] utf8) {
    Json.Obj document = Json.parseObject(utf8);
    String version = document.string("apiVersion");
    String kind = document.string("kind");
    if (!version.equals(API_VERSION) || !kind.equals(KIND)) {
      throw new MalformedException(
          "apiVersion %s, kind %s wanted, found %s, %s"
              .formatted(API_VERSION, KIND, version, kind));
    }
    List<Entry> entries = new ArrayList<>();
    for (Json item : document.list("identities")) {
      try {
        if (!(item instanceof Json.Obj entry)) {
          throw new MalformedException("an object wanted, found " + item);
        }
        entries.add(new Entry(entry.string("name"), WantedIdentity.ofMembers(entry)));
      } catch (MalformedException e) {
        throw e.within("identities[%d]".formatted(entries.size()));
      }
    }
    return new ApprovedIdentities(time(document.string("expires")), entries);
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException("expires: a time of RFC 3339 in UTC wanted, found " + text);
    }
  }

  /// The document, which ends with a line feed.
  public byte[] toBytes() {
    List<Json> entries = new ArrayList<>();
    for (Entry entry : identities) {
      Json.ObjectBuilder members = Json.object().put("name", entry.name);
      entry.identity.putMembers(members);
      entries.add(members.build());
    }
    Json.Obj document =
        Json.object()
            .put("apiVersion", API_VERSION)
            .put("kind", KIND)
            .put("expires", expires.toString())
            .put("identities", entries)
            .build();
    return (document.toPretty() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// The first whose guests have this host data (32 bytes).
  public Optional<Entry> ofGuest(Bytes hostData) {
    return identities.stream()
        .filter(entry -> Objects.equals(entry.identity.hostData(), hostData))
        .findFirst();
  }

  /// The first that an enclave with these fields is (32 bytes each).
  public Optional<Entry> ofEnclave(Bytes mrEnclave, Bytes mrSigner, int isvProdId, int isvSvn) {
    for (Entry entry : identities) {
      WantedIdentity.Enclave wanted = entry.identity.enclave();
      if (wanted != null && wanted.isMetBy(mrEnclave, mrSigner, isvProdId, isvSvn)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }
}
