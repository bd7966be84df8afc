package coffer.deployment;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// JSON in the clothes of YAML, in blocks. A text has quotes unless every YAML, of 1.1 too, reads
/// the bare word as this text.
final class ManifestYaml {
  private static final Pattern WORD =
      Pattern.compile("[A-Za-z/][A-Za-z0-9/._-]*(:[A-Za-z0-9._-]+)*");

  /// What YAML 1.1 takes for a boolean or nothing, in lower case.
  private static final Set<String> NO_TEXT =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf");

  private static final DumpSettings LAYOUT =
      DumpSettings.builder()
          .setIndent(2)
          .setIndicatorIndent(0)
          .setWidth(4096)
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .build();

  private ManifestYaml() {}

  /// The document, which ends with a line feed.
  static String of(Json document) {
    return new Present(LAYOUT)
        .emitToString(new Serialize(LAYOUT).serializeOne(node(document)).iterator());
  }

  private static Node node(Json value) {
    return switch (value) {
      case Json.Null() -> scalar(Tag.NULL, "null", ScalarStyle.PLAIN);
      case Json.Bool(boolean flag) -> scalar(Tag.BOOL, String.valueOf(flag), ScalarStyle.PLAIN);
      case Json.Num(String text) -> scalar(Tag.INT, text, ScalarStyle.PLAIN);
      case Json.Str(String text) -> text(text);
      case Json.Arr(List<Json> items) ->
          new SequenceNode(
              Tag.SEQ, items.stream().map(ManifestYaml::node).toList(), FlowStyle.BLOCK);
      case Json.Obj object -> {
        List<NodeTuple> members = new ArrayList<>();
        object
            .members()
            .forEach((name, member) -> members.add(new NodeTuple(text(name), node(member))));
        yield new MappingNode(Tag.MAP, members, FlowStyle.BLOCK);
      }
    };
  }

  private static Node text(String text) {
    boolean bare =
        WORD.matcher(text).matches() && !NO_TEXT.contains(text.toLowerCase(java.util.Locale.ROOT));
    return scalar(Tag.STR, text, bare ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
  }

  private static Node scalar(Tag tag, String text, ScalarStyle style) {
    return new ScalarNode(tag, text, style);
  }
}
