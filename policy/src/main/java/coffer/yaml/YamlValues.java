package coffer.yaml;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Makes values of composed nodes. Aliases are counted as often as they are used, so that a small
/// text cannot stand for a huge value. One use.
final class YamlValues {
  private static final int MAX_NODES = 500_000;
  private static final String MERGE = "<<";

  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  Json of(Node node) {
    if (++nodes > MAX_NODES) {
      throw error(node, "more than " + MAX_NODES + " values; aliases multiply them");
    }
    if (!open.add(node)) {
      throw error(node, "a value that contains itself");
    }
    try {
      return switch (node) {
        case ScalarNode scalar -> scalar(scalar);
        case SequenceNode list -> new Json.Arr(list.getValue().stream().map(this::of).toList());
        case MappingNode mapping -> new Json.Obj(members(mapping));
        default -> throw error(node, "an unknown kind of value");
      };
    } finally {
      open.remove(node);
    }
  }

  private static Json scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    try {
      if (tag.equals(Tag.STR)) {
        return Json.of(text);
      } else if (tag.equals(Tag.NULL)) {
        return Json.NULL;
      } else if (tag.equals(Tag.BOOL)) {
        return Json.of(Yaml11.isTrue(text));
      } else if (tag.equals(Tag.INT)) {
        return new Json.Num(Yaml11.integer(text));
      } else if (tag.equals(Tag.FLOAT)) {
        return new Json.Num(Yaml11.floating(text));
      }
    } catch (MalformedException e) {
      throw error(node, e.getMessage());
    }
    throw error(node, "type " + tag.getValue() + " is not supported");
  }

  /// Of a repeated key the last value counts; merged mappings (`<<`) come first and give way.
  private Map<String, Json> members(MappingNode mapping) {
    Map<String, Json> merged = new LinkedHashMap<>();
    Map<String, Json> own = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (isMerge(entry.getKeyNode())) {
        sources(entry.getValueNode()).forEach(source -> source.forEach(merged::putIfAbsent));
      } else {
        own.put(key(entry.getKeyNode()), of(entry.getValueNode()));
      }
    }
    merged.putAll(own);
    return merged;
  }

  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().equals(MERGE);
  }

  private List<Map<String, Json>> sources(Node value) {
    List<Map<String, Json>> sources = new ArrayList<>();
    switch (of(value)) {
      case Json.Obj object -> sources.add(object.members());
      case Json.Arr(List<Json> items) when items.stream().allMatch(Json.Obj.class::isInstance) ->
          items.forEach(item -> sources.add(((Json.Obj) item).members()));
      case Json other -> throw error(value, "a mapping to merge wanted, found " + other.kind());
    }
    return sources;
  }

  private String key(Node key) {
    return switch (of(key)) {
      case Json.Arr _, Json.Obj _ -> throw error(key, "a key that is a collection");
      case Json scalar -> PythonText.str(scalar);
    };
  }

  private static MalformedException error(Node node, String problem) {
    return new MalformedException(YamlStream.place(node.getStartMark()) + problem);
  }
}
