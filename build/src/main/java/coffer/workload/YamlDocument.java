package coffer.workload;

import coffer.bytes.MalformedException;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// One YAML 1.2 document, core schema, bounded before its tree is built: depth, aliases, and one
/// document only.
final class YamlDocument {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ALIASES = 32;

  private YamlDocument() {}

  /// The document's root. Repeated keys are left for [YamlMapping], which knows the place.
  static YamlMapping parse(String text) {
    String document = text.startsWith("\ufeff") ? text.substring(1) : text;
    Optional<Node> root = compose(document);
    if (root.isEmpty()) {
      throw new MalformedException("an empty document; apiVersion, kind, name, service wanted");
    }
    return YamlMapping.root(root.get());
  }

  private static Optional<Node> compose(String document) {
    try {
      LoadSettings settings = settings(document);
      checkBounds(document, settings);
      return new Compose(settings).composeString(document);
    } catch (MarkedYamlEngineException e) {
      throw new MalformedException(place(e.getProblemMark()) + problem(e));
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The second comes from tags and escapes that the library looks at too late.
      throw new MalformedException("not YAML: " + e.getMessage());
    }
  }

  /// Line and column, from 1, followed by a colon; empty for a node without a mark.
  static String place(Optional<Mark> mark) {
    return mark.map(m -> "line %d, column %d: ".formatted(m.getLine() + 1, m.getColumn() + 1))
        .orElse("");
  }

  private static String problem(MarkedYamlEngineException e) {
    String context = e.getContext();
    String problem = e.getProblem() == null ? "not YAML" : e.getProblem();
    return context == null || context.isEmpty() ? problem : context + ", " + problem;
  }

  /// The buffer takes the whole text: the library fails on a pair of surrogates at a buffer's end.
  private static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setSchema(new CoreSchema())
        .setAllowDuplicateKeys(true)
        .setMaxAliasesForCollections(MAX_ALIASES)
        .setBufferSize(text.length() + 2)
        .build();
  }

  private static void checkBounds(String text, LoadSettings settings) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        case Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > MAX_DEPTH) {
        throw new MalformedException(place(event.getStartMark()) + "nested deeper than 32");
      }
      if (aliases > MAX_ALIASES) {
        throw new MalformedException(place(event.getStartMark()) + "more than 32 aliases");
      }
    }
  }
}
