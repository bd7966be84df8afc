package coffer.yaml;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Sets one entry of a document in its text. The place is found by the marks of the composed nodes,
/// and only the characters there change.
final class YamlEdit {
  private static final int INDENT = 2;
  private static final Pattern COMMENTS =
      Pattern.compile("(?:[ \\t]*+(?:#[^\\n]*+)?+\\r?+\\n)*+[ ]*+");

  private final String text;
  private final int skipped;
  private final String lineEnd;
  private final Node root;

  YamlEdit(String text, Node root) {
    this.text = text;
    this.skipped = text.startsWith(YamlStream.BYTE_ORDER_MARK) ? 1 : 0;
    int feed = text.indexOf('\n');
    this.lineEnd = feed > 0 && text.charAt(feed - 1) == '\r' ? "\r\n" : "\n";
    this.root = root;
  }

  String set(List<String> path, String value) {
    Node node = root;
    Node key = null;
    for (int step = 0; step < path.size(); step++) {
      Node next = child(node, path.get(step));
      if (next == null || isNothing(next) && step + 1 < path.size()) {
        List<String> missing = path.subList(step, path.size());
        MappingNode parent = (MappingNode) node;
        return next == null
            ? insert(parent, key, missing, value)
            : fill(parent, next, missing, value);
      }
      key = node instanceof MappingNode mapping ? keyOf(mapping, path.get(step)) : null;
      node = next;
    }
    return replace(node, value);
  }

  /// The node at `path`, or the last one on the way there.
  static Node nearest(Node root, List<String> path) {
    Node node = root;
    for (String step : path) {
      Node next =
          switch (node) {
            case MappingNode _ -> child(node, step);
            case SequenceNode list when isPosition(list, step) -> child(node, step);
            default -> null;
          };
      if (next == null) {
        return node;
      }
      node = next;
    }
    return node;
  }

  private static @Nullable Node keyOf(MappingNode mapping, String step) {
    NodeTuple tuple = tuple(mapping, step);
    return tuple == null ? null : tuple.getKeyNode();
  }

  private static @Nullable NodeTuple tuple(MappingNode mapping, String name) {
    return mapping.getValue().stream()
        .filter(entry -> isKey(entry.getKeyNode(), name))
        .reduce((_, last) -> last)
        .orElse(null);
  }

  private static @Nullable Node child(Node node, String step) {
    return switch (node) {
      case MappingNode mapping -> {
        NodeTuple tuple = tuple(mapping, step);
        yield tuple == null ? null : tuple.getValueNode();
      }
      case SequenceNode list -> list.getValue().get(position(list, step));
      default -> throw noMapping(node, step);
    };
  }

  private static int position(SequenceNode list, String step) {
    if (!isPosition(list, step)) {
      throw noMapping(list, step);
    }
    return Integer.parseInt(step);
  }

  private static boolean isPosition(SequenceNode list, String step) {
    return step.matches("[0-9]{1,9}") && Integer.parseInt(step) < list.getValue().size();
  }

  private static MalformedException noMapping(Node node, String step) {
    return new MalformedException(
        YamlStream.place(node.getStartMark())
            + "a mapping with '%s' wanted, found %s"
                .formatted(step, node instanceof SequenceNode ? "a list" : "text"));
  }

  private static boolean isKey(Node key, String name) {
    return key instanceof ScalarNode scalar && scalar.getValue().equals(name);
  }

  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && YamlStream.parseOne(scalar.getValue()) instanceof Json.Null;
  }

  private String replace(Node node, String value) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new MalformedException(
          YamlStream.place(node.getStartMark()) + "text wanted, found a collection");
    }
    boolean block =
        scalar.getScalarStyle() == ScalarStyle.LITERAL
            || scalar.getScalarStyle() == ScalarStyle.FOLDED;
    int start = at(node.getStartMark().orElseThrow());
    String before = text.substring(0, start);
    boolean blank = before.isEmpty() || !Character.isWhitespace(before.charAt(start - 1));
    return before
        + (blank ? " " : "")
        + quoted(scalar, value)
        + (block ? lineEnd : "")
        + text.substring(at(node.getEndMark().orElseThrow()));
  }

  /// A value in the quotes of the one that it replaces.
  private static String quoted(ScalarNode before, String value) {
    return switch (before.getScalarStyle()) {
      case DOUBLE_QUOTED -> '"' + value + '"';
      case SINGLE_QUOTED -> "'" + value + "'";
      case FOLDED, JSON_SCALAR_STYLE, LITERAL, PLAIN -> value;
    };
  }

  /// Puts the entries of `path` in place of the empty value `nothing` of the first of them.
  private String fill(MappingNode mapping, Node nothing, List<String> path, String value) {
    boolean flow = mapping.getFlowStyle() == FlowStyle.FLOW;
    Node key = keyOf(mapping, path.getFirst());
    int column = key == null ? 0 : key.getStartMark().map(Mark::getColumn).orElse(0);
    String inner =
        flow
            ? " " + flowEntries(path.subList(1, path.size()), value, true)
            : lineEnd + blockEntries(path.subList(1, path.size()), value, column + INDENT);
    int start = at(nothing.getStartMark().orElseThrow());
    while (!flow && start > 0 && text.charAt(start - 1) == ' ') {
      start--;
    }
    return text.substring(0, start)
        + inner
        + text.substring(at(nothing.getEndMark().orElseThrow()));
  }

  /// Adds the entries of `path` to `mapping`, ahead of the others, which stands under `key` if that
  /// is not null.
  private String insert(MappingNode mapping, @Nullable Node key, List<String> path, String value) {
    if (mapping.getFlowStyle() == FlowStyle.FLOW) {
      int start = at(mapping.getStartMark().orElseThrow()) + 1;
      String more = mapping.getValue().isEmpty() ? "" : ", ";
      return splice(start, flowEntries(path, value, false) + more);
    }
    Mark first = mapping.getValue().getFirst().getKeyNode().getStartMark().orElseThrow();
    String entries = blockEntries(path, value, first.getColumn());
    int line = key == null ? -1 : lineAfter(key, at(first));
    return line < 0
        ? splice(at(first), entries.stripLeading() + lineEnd + " ".repeat(first.getColumn()))
        : splice(line, entries + lineEnd);
  }

  /// Where the line after `key` begins, if up to `first` there is nothing but comments, which
  /// belong to what follows them; else -1.
  private int lineAfter(Node key, int first) {
    int line = text.indexOf('\n', at(key.getEndMark().orElseThrow())) + 1;
    boolean comments =
        line > 0 && line <= first && COMMENTS.matcher(text.substring(line, first)).matches();
    return comments ? line : -1;
  }

  private String splice(int start, String added) {
    return text.substring(0, start) + added + text.substring(start);
  }

  private String blockEntries(List<String> path, String value, int column) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.size(); i++) {
      out.repeat(" ", column + i * INDENT).append(path.get(i)).append(':');
      out.append(i + 1 < path.size() ? lineEnd : " " + value);
    }
    return out.toString();
  }

  private static String flowEntries(List<String> path, String value, boolean braces) {
    String inner =
        path.getFirst()
            + ": "
            + (path.size() == 1 ? value : flowEntries(path.subList(1, path.size()), value, true));
    return braces ? "{" + inner + "}" : inner;
  }

  /// Marks count code points, from after the byte-order mark.
  private int at(Mark mark) {
    return text.offsetByCodePoints(skipped, mark.getIndex());
  }

  /// `value` with the entry at `path` set to `entry`, as a value.
  static Json changed(Json value, List<String> path, Json entry) {
    if (path.isEmpty()) {
      return entry;
    }
    String step = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    return switch (value) {
      case Json.Arr(List<Json> items) -> {
        List<Json> copy = new ArrayList<>(items);
        int index = Integer.parseInt(step);
        copy.set(index, changed(items.get(index), rest, entry));
        yield new Json.Arr(copy);
      }
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> copy = new LinkedHashMap<>(members);
        copy.put(step, changed(members.getOrDefault(step, Json.NULL), rest, entry));
        yield new Json.Obj(copy);
      }
      case Json _ -> changed(Json.object().build(), path, entry);
    };
  }
}
