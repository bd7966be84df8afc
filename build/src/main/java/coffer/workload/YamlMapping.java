package coffer.workload;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A mapping of a YAML document, asked key by key; [#end] refuses what was not asked for. Every
/// error names line, column, path, what was found and what was wanted. One use, one thread.
final class YamlMapping {
  private final String path;
  private final MappingNode node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private YamlMapping(String path, Node from) {
    this.path = path;
    if (!(from instanceof MappingNode mapping) || !Tag.MAP.equals(from.getTag())) {
      throw wanted(from, path, "a mapping");
    }
    node = mapping;
    for (NodeTuple member : mapping.getValue()) {
      String key = keyText(member.getKeyNode());
      if (values.putIfAbsent(key, member.getValueNode()) != null) {
        throw error(member.getKeyNode(), at(key), "this key for the second time");
      }
      keys.put(key, member.getKeyNode());
    }
  }

  static YamlMapping root(Node node) {
    return new YamlMapping("", node);
  }

  boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  Optional<String> optionalText(String key) {
    return value(key).map(value -> text(value, at(key), false));
  }

  /// A text that one of `allowed` equals.
  String oneOf(String key, List<String> allowed) {
    String found = text(key);
    if (!allowed.contains(found)) {
      throw error(key, "one of %s wanted, found '%s'".formatted(allowed, found));
    }
    return found;
  }

  int number(String key, int minimum, int maximum) {
    return optionalNumber(key, minimum, maximum).orElseThrow(() -> missing(key));
  }

  Optional<Integer> optionalNumber(String key, int minimum, int maximum) {
    return value(key).map(value -> number(value, at(key), minimum, maximum));
  }

  Optional<Boolean> optionalFlag(String key) {
    return value(key).map(value -> flag(value, at(key)));
  }

  /// A list of texts; numbers and booleans count as the text that was written.
  List<String> texts(String key) {
    return list(key, item -> text(item.node, item.path, true));
  }

  /// A mapping of texts, in the document's order; numbers and booleans count as the text that was
  /// written.
  Map<String, String> textMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    value(key)
        .map(value -> new YamlMapping(at(key), value))
        .ifPresent(
            inner ->
                inner.values.forEach(
                    (name, value) -> texts.put(name, text(value, inner.at(name), true))));
    return texts;
  }

  YamlMapping mapping(String key) {
    return new YamlMapping(at(key), value(key).orElseThrow(() -> missing(key)));
  }

  <T> List<T> mappings(String key, Function<YamlMapping, T> read) {
    return list(key, item -> read.apply(new YamlMapping(item.path, item.node)));
  }

  /// Refuses every key that nobody asked for.
  void end() {
    keys.forEach(
        (key, place) -> {
          if (!known.contains(key)) {
            String meant =
                NearestName.of(key, known).map(near -> ", did you mean '" + near + "'").orElse("");
            String problem = "unknown key%s; known here: %s";
            throw error(place, at(key), problem.formatted(meant, String.join(", ", known)));
          }
        });
  }

  /// An error at the value of `key`, or at this mapping when it has none.
  MalformedException error(String key, String problem) {
    Node value = values.get(key);
    return error(value == null ? node : value, at(key), problem);
  }

  private MalformedException missing(String key) {
    for (Map.Entry<String, Node> written : keys.entrySet()) {
      if (!known.contains(written.getKey())
          && NearestName.of(written.getKey(), List.of(key)).isPresent()) {
        return error(
            written.getValue(),
            at(written.getKey()),
            "unknown key, did you mean '%s', which is missing".formatted(key));
      }
    }
    return error(node, at(key), "missing, but wanted");
  }

  private Optional<Node> value(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  private record Item(Node node, String path) {}

  private <T> List<T> list(String key, Function<Item, T> read) {
    Optional<Node> found = value(key);
    if (found.isEmpty()) {
      return List.of();
    }
    if (!(found.get() instanceof SequenceNode sequence) || !Tag.SEQ.equals(sequence.getTag())) {
      throw wanted(found.get(), at(key), "a list");
    }
    List<T> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(read.apply(new Item(item, "%s[%d]".formatted(at(key), items.size()))));
    }
    return items;
  }

  private String keyText(Node key) {
    if (key instanceof ScalarNode scalar && Tag.STR.equals(scalar.getTag())) {
      return text(scalar, path.isEmpty() ? "a key" : "a key of " + path, false);
    }
    throw wanted(key, path.isEmpty() ? "a key" : "a key of " + path, "text");
  }

  private static String text(Node node, String path, boolean anyScalar) {
    if (!(node instanceof ScalarNode scalar)
        || !(Tag.STR.equals(node.getTag()) || (anyScalar && isNumberOrBoolean(node)))) {
      throw wanted(node, path, isNumberOrBoolean(node) ? "text (put it in quotes)" : "text");
    }
    if (scalar.getValue().indexOf('\0') >= 0) {
      throw error(node, path, "text without a NUL character wanted");
    }
    return scalar.getValue();
  }

  private static int number(Node node, String path, int minimum, int maximum) {
    String range = "a number from %d to %d".formatted(minimum, maximum);
    if (!(node instanceof ScalarNode scalar) || !Tag.INT.equals(node.getTag())) {
      throw wanted(node, path, range);
    }
    try {
      int value = Integer.parseInt(scalar.getValue());
      if (value >= minimum && value <= maximum) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below, together with a number out of range
    }
    throw error(node, path, "%s wanted, found %s".formatted(range, scalar.getValue()));
  }

  private static boolean flag(Node node, String path) {
    if (!(node instanceof ScalarNode scalar) || !Tag.BOOL.equals(node.getTag())) {
      throw wanted(node, path, "true or false");
    }
    return Boolean.parseBoolean(scalar.getValue());
  }

  private static boolean isNumberOrBoolean(Node node) {
    return node instanceof ScalarNode
        && (Tag.INT.equals(node.getTag())
            || Tag.FLOAT.equals(node.getTag())
            || Tag.BOOL.equals(node.getTag()));
  }

  private static MalformedException wanted(Node node, String path, String what) {
    return error(node, path, "%s wanted, found %s".formatted(what, kind(node)));
  }

  private static String kind(Node node) {
    return switch (node.getTag().getValue()) {
      case String tag when tag.equals(Tag.MAP.getValue()) -> "a mapping";
      case String tag when tag.equals(Tag.SEQ.getValue()) -> "a list";
      case String tag when tag.equals(Tag.NULL.getValue()) -> "nothing";
      case String tag when tag.equals(Tag.INT.getValue()) -> "a number";
      case String tag when tag.equals(Tag.FLOAT.getValue()) -> "a number";
      case String tag when tag.equals(Tag.BOOL.getValue()) -> "a boolean";
      case String tag when tag.equals(Tag.STR.getValue()) -> "text";
      case String tag -> "a value of type " + tag;
    };
  }

  private static MalformedException error(Node node, String path, String problem) {
    String where = path.isEmpty() ? "" : path + ": ";
    return new MalformedException(YamlDocument.place(node.getStartMark()) + where + problem);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
