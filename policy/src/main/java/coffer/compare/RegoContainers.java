package coffer.compare;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.yaml.YamlStream;
import java.util.List;

/// The lists in a Rego text that the reference generator finds: after their name, up to the bracket
/// that closes the first one, whatever stands in quotes.
public final class RegoContainers {
  private static final String CONTAINERS = "containers := ";
  private static final String FRAGMENTS = "fragments := ";

  private RegoContainers() {}

  /// The containers of a text; none when they cannot be read.
  public static List<Json.Obj> containers(String text) {
    return read(text, CONTAINERS);
  }

  /// The fragments that a text imports; none when they cannot be read.
  public static List<Json.Obj> fragments(String text) {
    return read(text, FRAGMENTS);
  }

  private static List<Json.Obj> read(String text, String name) {
    try {
      List<Json.Obj> containers = objects(list(text, CONTAINERS));
      List<Json.Obj> fragments = objects(list(text, FRAGMENTS));
      return name.equals(CONTAINERS) ? containers : fragments;
    } catch (MalformedException e) {
      return List.of();
    }
  }

  private static List<Json.Obj> objects(Json value) {
    return value instanceof Json.Arr(List<Json> items)
        ? items.stream().filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast).toList()
        : List.of();
  }

  private static Json list(String text, String name) {
    int start = Math.min(text.indexOf(name) + name.length(), text.length());
    int depth = 0;
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end++);
      if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        break;
      }
    }
    return YamlStream.parseOne(text.substring(start, end).replace("\t", "    "));
  }
}
