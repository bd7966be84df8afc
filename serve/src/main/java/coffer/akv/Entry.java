package coffer.akv;

import coffer.bytes.Base64Text;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.util.Arrays;

/// One version of a key or a secret.
///
/// @param facts what may be shown: the attributes, tags and, of a key, its public part and policy
/// @param value the secret's text in UTF-8, a key's PKCS#8 or raw bytes
record Entry(Kind kind, String name, String version, Json.Obj facts, SecretBytes value) {
  /// The two collections of a vault, by their names in paths.
  enum Kind {
    KEYS("keys"),
    SECRETS("secrets");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  /// Reads what [#toJson] wrote.
  static Entry parse(Json.Obj in) {
    byte[] value = Base64Text.decode(in.string("value"));
    try {
      return new Entry(
          Kind.valueOf(in.string("kind")),
          in.string("name"),
          in.string("version"),
          in.object("facts"),
          SecretBytes.of(value));
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  /// With the value: for the encrypted journal only.
  Json.ObjectBuilder toJson() {
    byte[] content = value.reveal();
    try {
      return Json.object()
          .put("kind", kind.name())
          .put("name", name)
          .put("version", version)
          .put("facts", facts)
          .put("value", Base64Text.standard(content));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  Entry withFacts(Json.Obj other) {
    return new Entry(kind, name, version, other, value);
  }

  /// The attributes that Key Vault shows.
  Json.Obj attributes() {
    return facts.object("attributes");
  }

  boolean isTrue(String attribute) {
    return attributes().get(attribute).orElse(Json.NULL).equals(Json.of(true));
  }
}
