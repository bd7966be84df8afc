package coffer.yaml;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    for (int step = 0; step < path.size(); step++) {
      Node next = child(node, path.get(step));
      if (next == null || isNothing(next) && step + 1 < path.size()) {
        return insert(node, next, path.subList(step, path.size()), value);
      }
      node = next;
    }
    return replace(node, value);
  }

  private static @Nullable Node child(Node node, String step) {
    return switch (node) {
      case MappingNode mapping ->
          mapping.getValue().stream()
              .filter(entry -> isKey(entry.getKeyNode(), step))
              .map(NodeTuple::getValueNode)
              .reduce((_, last) -> last)
              .orElse(null);
      case SequenceNode list -> list.getValue().get(Integer.parseInt(step));
      default ->
          throw new MalformedException(
              YamlStream.place(node.getStartMark()) + "a mapping with '" + step + "' wanted");
    };
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
        + value
        + (block ? lineEnd : "")
        + text.substring(at(node.getEndMark().orElseThrow()));
  }

  /// Adds what is missing of `path` to `parent`, in place of the empty value `nothing` if there is
  /// one.
  private String insert(Node parent, @Nullable Node nothing, List<String> path, String value) {
    MappingNode mapping = (MappingNode) parent;
    boolean flow = mapping.getFlowStyle() == FlowStyle.FLOW;
    if (nothing != null) {
      int column = keyColumn(mapping, path.getFirst());
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
    if (flow) {
      int start = at(mapping.getStartMark().orElseThrow()) + 1;
      String more = mapping.getValue().isEmpty() ? "" : ", ";
      return splice(start, flowEntries(path, value, false) + more);
    }
    Mark first = mapping.getValue().getFirst().getKeyNode().getStartMark().orElseThrow();
    return splice(
        at(first),
        blockEntries(path, value, first.getColumn()).stripLeading()
            + lineEnd
            + " ".repeat(first.getColumn()));
  }

  private static int keyColumn(MappingNode mapping, String name) {
    return mapping.getValue().stream()
        .map(NodeTuple::getKeyNode)
        .filter(key -> isKey(key, name))
        .reduce((_, last) -> last)
        .flatMap(Node::getStartMark)
        .map(Mark::getColumn)
        .orElse(0);
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
