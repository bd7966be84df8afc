package coffer.jose;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The keys that an issuer publishes for its signatures (RFC 7517, section 5).
///
/// @param keys of different `kid`, in the order of the text
public record JwkSet(List<Jwk> keys) {
  private static final int LARGEST = 1 << 20;
  private static final int MOST = 128;

  public JwkSet {
    keys = List.copyOf(keys);
  }

  /// Parses up to 1 MiB of JSON with up to 128 keys. Keys for encryption, of other kinds than RSA
  /// and EC, or without `kid` are passed over (RFC 7517, section 5); a signing key that is wrong, a
  /// private key, or a `kid` that two keys have, makes the set malformed.
  public static JwkSet parse(byte[] utf8) {
    if (utf8.length > LARGEST) {
      throw new MalformedException("a key set of up to 1 MiB wanted, found " + utf8.length);
    }
    Json.Obj in = Json.parseObject(utf8);
    if (in.get("keys").isEmpty()) {
      throw new MalformedException("member 'keys': a list wanted, found none");
    }
    List<Json> items = in.list("keys");
    if (items.size() > MOST) {
      throw new MalformedException("keys: up to %d wanted, found %d".formatted(MOST, items.size()));
    }
    List<Jwk> keys = new ArrayList<>();
    Set<String> kids = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Optional<Jwk> key = key(items.get(i), i);
      if (key.isPresent() && !kids.add(key.get().kid())) {
        throw new MalformedException("keys[%d]: a second key '%s'".formatted(i, key.get().kid()));
      }
      key.ifPresent(keys::add);
    }
    return new JwkSet(keys);
  }

  private static Optional<Jwk> key(Json item, int index) {
    try {
      return switch (item) {
        case Json.Obj object -> Jwk.parse(object);
        case Json other -> throw new MalformedException("an object wanted, found " + other.kind());
      };
    } catch (MalformedException e) {
      throw e.within("keys[%d]".formatted(index));
    }
  }

  /// The key called `kid`, exactly.
  public Optional<Jwk> find(String kid) {
    return keys.stream().filter(key -> key.kid().equals(kid)).findFirst();
  }
}
