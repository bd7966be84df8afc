package coffer.lint;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// The documents of a file of Kubernetes resources, bounded before their trees are built.
final class PodFile {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_ALIASES = 50;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowDuplicateKeys(true)
          .setMaxAliasesForCollections(MAX_ALIASES)
          .build();

  private PodFile() {}

  static List<YamlPart> documents(String file, String text) {
    try {
      checkBounds(file, text);
      List<YamlPart> documents = new ArrayList<>();
      for (Node root : new Compose(SETTINGS).composeAllFromString(text)) {
        documents.add(YamlPart.root(file, root));
      }
      return documents;
    } catch (MarkedYamlEngineException e) {
      throw malformed(file, e.getProblemMark(), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new MalformedException(file + ": not YAML: " + e.getMessage());
    }
  }

  private static MalformedException malformed(String file, Optional<Mark> mark, String problem) {
    String place = mark.map(m -> ":%d:%d".formatted(m.getLine() + 1, m.getColumn() + 1)).orElse("");
    return new MalformedException(file + place + ": " + problem);
  }

  private static void checkBounds(String file, String text) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        case Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > MAX_DEPTH) {
        throw malformed(file, event.getStartMark(), "nested deeper than " + MAX_DEPTH);
      }
      if (aliases > MAX_ALIASES) {
        throw malformed(
            file, event.getStartMark(), MAX_ALIASES + " aliases at most wanted, found more");
      }
    }
  }
}
