package coffer.pod;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.Members;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ConfigMap and Secret documents of a file, by name.
final class NamedValues {
  private final Map<String, Json.Obj> configMaps = new LinkedHashMap<>();
  private final Map<String, Json.Obj> secrets = new LinkedHashMap<>();

  NamedValues(List<Json> documents) {
    for (Json document : documents) {
      if (document instanceof Json.Obj object) {
        Json kind = Members.get(object, "kind");
        if (kind.equals(Json.of("ConfigMap"))) {
          configMaps.put(name(object), object);
        } else if (kind.equals(Json.of("Secret"))) {
          secrets.put(name(object), object);
        }
      }
    }
  }

  private static String name(Json.Obj document) {
    return document.object("metadata").string("name");
  }

  /// The value of a key; empty when the file has no such ConfigMap.
  Optional<Json> configMap(String name, String key) {
    return Optional.ofNullable(configMaps.get(name))
        .map(map -> something(map, "data", key).orElseGet(() -> binary(map, name, key)));
  }

  private static Json binary(Json.Obj map, String name, String key) {
    return something(map, "binaryData", key)
        .map(value -> Json.of(decoded(value, key)))
        .orElseThrow(
            () -> new MalformedException("ConfigMap '%s' has no key '%s'".formatted(name, key)));
  }

  /// The value of a key; empty when the file has no such Secret, or it has no such key.
  Optional<Json> secret(String name, String key) {
    return Optional.ofNullable(secrets.get(name))
        .flatMap(
            secret ->
                something(secret, "data", key)
                    .map(value -> Json.of(decoded(value, key)))
                    .filter(PythonText::truthy)
                    .or(() -> member(secret, "stringData", key)));
  }

  private static Optional<Json> something(Json.Obj document, String member, String key) {
    return member(document, member, key).filter(PythonText::truthy);
  }

  private static Optional<Json> member(Json.Obj document, String member, String key) {
    return document.get(member).orElse(Json.NULL) instanceof Json.Obj data
        ? data.get(key)
        : Optional.empty();
  }

  static String decoded(Json base64, String key) {
    try {
      if (base64 instanceof Json.Str(String text)) {
        return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the value.
    }
    throw new MalformedException("key '" + key + "': base64 wanted");
  }
}
