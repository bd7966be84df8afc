package coffer.yaml;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/// Documents in the layout of PyYAML's `safe_dump_all`: blocks, sorted keys, the quotes that YAML
/// 1.1 needs and no others, text broken at 80 columns, nothing but ASCII. Values that several
/// places share stay shared. One use for each document.
final class YamlLayout {
  private static final String MERGE = "<<";
  private static final int WIDTH = 80;

  /// 128 less the tag `!!str`, which Python counts and this emitter does not.
  private static final int MAX_KEY = 128 - "!!str".length();

  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:x..|u....|U.{8}|.)", Pattern.DOTALL);

  /// The types of YAML 1.1, and of those that are no JSON: instants, and the words `=` and `<<`.
  private static final class Types implements Schema {
    private static final Tag OTHER = new Tag(Tag.PREFIX + "other");

    private final Yaml11 known = new Yaml11();

    @Override
    public ScalarResolver getScalarResolver() {
      ScalarResolver resolver = known.getScalarResolver();
      return (value, implicit) -> {
        if (implicit && (value.equals("=") || value.equals(MERGE))) {
          return OTHER;
        }
        return implicit && Yaml11Time.matches(value)
            ? Yaml11Time.TAG
            : resolver.resolve(value, implicit);
      };
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return known.getSchemaTagConstructors();
    }
  }

  private final Map<Node, Node> made = new IdentityHashMap<>();

  private YamlLayout() {}

  /// Counts anchors from 1, so every document has its own.
  private static DumpSettings settings() {
    return DumpSettings.builder()
        .setSchema(new Types())
        .setDefaultFlowStyle(FlowStyle.BLOCK)
        .setUseUnicodeEncoding(false)
        .setWidth(WIDTH)
        .setMaxSimpleKeyLength(MAX_KEY)
        .build();
  }

  /// The documents, which [YamlValues] has checked, as one text.
  static String of(List<Node> roots) {
    List<Event> events = new ArrayList<>();
    for (Node root : roots) {
      List<Event> document = new Serialize(settings()).serializeOne(new YamlLayout().node(root));
      // Each has a start and an end of the stream of its own.
      int from = events.isEmpty() ? 0 : 1;
      if (!events.isEmpty()) {
        events.removeLast();
      }
      events.addAll(document.subList(from, document.size()));
    }
    String text = withUpperCaseDigits(new Present(settings()).emitToString(events.iterator()));
    boolean open = !roots.isEmpty() && roots.getLast() instanceof ScalarNode;
    return open ? text + "...\n" : text;
  }

  /// The text, which is ASCII, with upper-case digits in the escapes of double-quoted text.
  private static String withUpperCaseDigits(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (Event event : new Parse(YamlStream.settings(text)).parseString(text)) {
      if (event instanceof ScalarEvent scalar
          && scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED) {
        int start = scalar.getStartMark().orElseThrow().getIndex();
        int end = scalar.getEndMark().orElseThrow().getIndex();
        Matcher escapes = ESCAPE.matcher(text).region(start, end);
        while (escapes.find()) {
          String escape = escapes.group();
          String digits = escape.substring(2).toUpperCase(Locale.ROOT);
          changed.replace(escapes.start() + 2, escapes.end(), digits);
        }
      }
    }
    return changed.toString();
  }

  private Node node(Node source) {
    Node known = made.get(source);
    if (known != null) {
      return known;
    }
    Node result =
        switch (source) {
          case ScalarNode scalar -> scalar(scalar);
          case SequenceNode list ->
              new SequenceNode(
                  Tag.SEQ, list.getValue().stream().map(this::node).toList(), FlowStyle.BLOCK);
          case MappingNode mapping -> mapping(mapping);
          default -> throw new AssertionError("an unknown kind of value: " + source.getNodeType());
        };
    if (!(result instanceof ScalarNode)) {
      made.put(source, result);
    }
    return result;
  }

  private static ScalarNode scalar(ScalarNode source) {
    Tag tag = source.getTag();
    String text = source.getValue();
    if (tag.equals(Tag.STR) && source.isPlain() && Yaml11Time.matches(text)) {
      return new ScalarNode(Yaml11Time.TAG, Yaml11Time.text(text), ScalarStyle.PLAIN);
    } else if (tag.equals(Tag.NULL)) {
      text = "null";
    } else if (tag.equals(Tag.BOOL)) {
      text = Boolean.toString(Yaml11.isTrue(text));
    } else if (tag.equals(Tag.INT)) {
      text = Yaml11.integer(text);
    } else if (tag.equals(Tag.FLOAT)) {
      text = floating(PythonText.str(new Json.Num(Yaml11.floating(text))));
    }
    // Python's emitter takes no plain text of several lines, this one does.
    return new ScalarNode(
        tag, text, text.contains("\n") ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN);
  }

  /// `repr` of a float as YAML 1.1 reads it back.
  private static String floating(String repr) {
    if (repr.endsWith("inf")) {
      return repr.replace("inf", ".inf");
    }
    return repr.contains(".") ? repr : repr.replace("e", ".0e");
  }

  private MappingNode mapping(MappingNode source) {
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple member : sorted(members(source))) {
      tuples.add(new NodeTuple(node(member.getKeyNode()), node(member.getValueNode())));
    }
    return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
  }

  /// By key when all keys are text or all are whole numbers; as they come otherwise.
  private static List<NodeTuple> sorted(Map<String, NodeTuple> members) {
    List<NodeTuple> tuples = new ArrayList<>(members.values());
    if (tuples.stream().allMatch(tuple -> tuple.getKeyNode().getTag().equals(Tag.STR))) {
      tuples.sort(Comparator.comparing(YamlLayout::key, PythonText.CODE_POINT_ORDER));
    } else if (tuples.stream().allMatch(tuple -> tuple.getKeyNode().getTag().equals(Tag.INT))) {
      tuples.sort(Comparator.comparing(tuple -> new BigInteger(Yaml11.integer(key(tuple)))));
    }
    return tuples;
  }

  private static String key(NodeTuple tuple) {
    return ((ScalarNode) tuple.getKeyNode()).getValue();
  }

  /// Merged mappings (`<<`) come first and give way; of a repeated key the last value counts.
  private static Map<String, NodeTuple> members(MappingNode source) {
    Map<String, NodeTuple> merged = new LinkedHashMap<>();
    Map<String, NodeTuple> own = new LinkedHashMap<>();
    for (NodeTuple tuple : source.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new MalformedException("a key that is a collection");
      }
      if (key.isPlain() && key.getValue().equals(MERGE)) {
        for (MappingNode other : merged(tuple.getValueNode())) {
          members(other).forEach(merged::putIfAbsent);
        }
      } else {
        ScalarNode value = scalar(key);
        own.put(value.getTag() + " " + value.getValue(), tuple);
      }
    }
    merged.putAll(own);
    return merged;
  }

  private static List<MappingNode> merged(Node value) {
    return switch (value) {
      case MappingNode mapping -> List.of(mapping);
      case SequenceNode list -> list.getValue().stream().map(MappingNode.class::cast).toList();
      default -> Collections.emptyList();
    };
  }
}
