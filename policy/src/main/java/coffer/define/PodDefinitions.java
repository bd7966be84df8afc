package coffer.define;

import coffer.bytes.MalformedException;
import coffer.cce.ImageFacts;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.yaml.YamlStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The definitions of the containers of a YAML file for virtual nodes.
public final class PodDefinitions {
  private static final Set<String> KINDS =
      Set.of("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet");
  private static final Set<String> JOINED =
      Set.of("env_rules", "exec_processes", "mounts", "signals");

  private record Found(Json.Obj container, Json.Obj document) {}

  private final Map<String, Map<String, Json>> values = new HashMap<>();
  private final List<Found> found = new ArrayList<>();

  private PodDefinitions(List<Json> documents) {
    for (Json document : documents) {
      if (document instanceof Json.Obj object
          && object.get("kind").orElse(Json.NULL) instanceof Json.Str(String kind)) {
        switch (kind) {
          case "ConfigMap" -> values.put(name(object), values(object, "data", "binaryData"));
          case "Secret" -> values.put(name(object), values(object, "stringData", "data"));
          default -> {
            if (KINDS.contains(kind)) {
              collect(object, object);
            }
          }
        }
      }
    }
  }

  public static PodDefinitions parse(String yaml) {
    return new PodDefinitions(YamlStream.parse(yaml).documents());
  }

  private static String name(Json.Obj document) {
    return document.object("metadata").string("name");
  }

  private static Map<String, Json> values(Json.Obj document, String plain, String encoded) {
    Map<String, Json> values = new LinkedHashMap<>();
    member(document, plain).forEach(values::put);
    member(document, encoded).forEach((key, value) -> values.putIfAbsent(key, decoded(key, value)));
    return values;
  }

  private static Map<String, Json> member(Json.Obj owner, String name) {
    return owner.get(name).orElse(Json.NULL) instanceof Json.Obj(Map<String, Json> members)
        ? members
        : Map.of();
  }

  private static Json decoded(String key, Json base64) {
    return Json.of(new String(bytes(key, base64), StandardCharsets.UTF_8));
  }

  static byte[] bytes(String key, Json base64) {
    try {
      if (base64 instanceof Json.Str(String text)) {
        return Base64.getMimeDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the value.
    }
    throw new MalformedException("'" + key + "': base64 wanted");
  }

  /// Every list called `containers` or `initContainers`, wherever it stands.
  private void collect(Json.Obj owner, Json.Obj document) {
    owner
        .members()
        .forEach(
            (name, value) -> {
              boolean containers = name.equals("containers") || name.equals("initContainers");
              switch (value) {
                case Json.Arr(List<Json> items) -> {
                  for (Json item : items) {
                    if (item instanceof Json.Obj object) {
                      if (containers) {
                        found.add(new Found(object, document));
                      } else {
                        collect(object, document);
                      }
                    }
                  }
                }
                case Json.Obj object -> collect(object, document);
                case Json _ -> {}
              }
            });
  }

  /// The definitions of all containers, or of the only one called `name`, each merged with that of
  /// its image.
  public List<Json.Obj> definitions(@Nullable String name, Function<String, ImageFacts> images) {
    List<Found> chosen =
        found.stream()
            .filter(
                entry ->
                    name == null
                        || entry.container().get("name").equals(Optional.of(Json.of(name))))
            .toList();
    if (chosen.isEmpty() || name != null && chosen.size() > 1) {
      throw new MalformedException(
          "%s wanted, found %d"
              .formatted(
                  name == null ? "a container" : "one container called '" + name + "'",
                  chosen.size()));
    }
    return chosen.stream().map(entry -> definition(entry, images)).toList();
  }

  private Json.Obj definition(Found entry, Function<String, ImageFacts> images) {
    Json.Obj container = entry.container();
    try {
      String image = container.string("image");
      Json.Obj own = new PodDefinition(container, entry.document(), values).definition();
      return merged(
          ImageDefinition.of(image, images.apply(image), ImageDefinition.Service.VIRTUAL_NODE),
          own);
    } catch (MalformedException e) {
      throw e.within("container '" + PythonText.str(container.get("name").orElse(Json.NULL)) + "'");
    }
  }

  /// Lists that are joined have the image's items first; an empty command leaves the image's.
  private static Json.Obj merged(Json.Obj image, Json.Obj own) {
    Map<String, Json> merged = new LinkedHashMap<>(image.members());
    own.members()
        .forEach(
            (name, value) -> {
              Json before = merged.getOrDefault(name, Json.NULL);
              if (JOINED.contains(name)
                  && before instanceof Json.Arr(List<Json> first)
                  && value instanceof Json.Arr(List<Json> second)) {
                List<Json> all = new ArrayList<>(first);
                all.addAll(second);
                merged.put(name, new Json.Arr(all));
              } else if (!name.equals("command")
                  || before instanceof Json.Null
                  || PythonText.truthy(value)) {
                merged.put(name, value);
              }
            });
    return new Json.Obj(merged);
  }
}
