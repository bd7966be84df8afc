package coffer.lint;

import coffer.source.JsonPath;
import coffer.source.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A part of a YAML document, or the place where it would be.
record YamlPart(String file, @Nullable Node node, Node nearest, JsonPath path) {
  /// What YAML 1.1, which the generator reads, takes for booleans and null.
  private static final Set<String> WORDS =
      Set.of("on", "off", "yes", "no", "true", "false", "y", "n", "null", "~", "");

  static YamlPart root(String file, Node node) {
    return new YamlPart(file, node, node, JsonPath.ROOT);
  }

  Place place() {
    return nearest
        .getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1, path.toString()))
        .orElse(new Place(file, 1, 1, path.toString()));
  }

  boolean exists() {
    return node != null;
  }

  YamlPart get(String name) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        if (member.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
          return new YamlPart(
              file, member.getValueNode(), member.getValueNode(), path.member(name));
        }
      }
    }
    return new YamlPart(file, null, nearest, path.member(name));
  }

  List<YamlPart> items() {
    List<YamlPart> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new YamlPart(file, item, item, path.item(items.size())));
      }
    }
    return items;
  }

  /// The members of a mapping, by name.
  List<YamlPart> members() {
    List<YamlPart> members = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        if (member.getKeyNode() instanceof ScalarNode key) {
          Node value = member.getValueNode();
          members.add(new YamlPart(file, value, value, path.member(key.getValue())));
        }
      }
    }
    return members;
  }

  /// The text as it is written; empty where there is none.
  String text() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /// Whether this is a scalar that YAML 1.1 does not take as text.
  boolean isNotText() {
    if (!(node instanceof ScalarNode scalar) || scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return false;
    }
    String text = scalar.getValue();
    return WORDS.contains(text.toLowerCase(Locale.ROOT))
        || text.matches("[-+]?(0x[0-9a-fA-F_]+|[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+][0-9]+)?)")
        || text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  }
}
