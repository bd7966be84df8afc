package coffer.yaml;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// The documents of a YAML text, as values and as places in the text.
public final class YamlStream {
  static final String BYTE_ORDER_MARK = "\ufeff";

  private static final int MAX_DEPTH = 100;
  private static final int MAX_SIZE = 16 << 20;
  private static final int MAX_ALIASES = 1000;
  private static final int SHOWN = 40;
  private final String text;
  private final List<Node> roots;
  private final List<Json> documents;

  private YamlStream(String text, List<Node> roots, List<Json> documents) {
    this.text = text;
    this.roots = roots;
    this.documents = documents;
  }

  /// Parses all documents; an empty one is null. Errors name line and column.
  public static YamlStream parse(String text) {
    String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    List<Node> roots = compose(content);
    YamlValues values = new YamlValues();
    return new YamlStream(text, roots, roots.stream().map(values::of).toList());
  }

  private static List<Node> compose(String text) {
    try {
      LoadSettings settings = settings(text);
      checkBounds(text, settings);
      List<Node> roots = new ArrayList<>();
      new Compose(settings).composeAllFromString(text).forEach(roots::add);
      return List.copyOf(roots);
    } catch (MarkedYamlEngineException e) {
      throw new MalformedException(place(e.getProblemMark()) + problem(e));
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The second comes from tags and escapes that the library looks at too late.
      throw new MalformedException("not YAML: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  /// Parses a text of one document as a value; the text of a flow such as JSON with trailing
  /// commas.
  public static Json parseOne(String text) {
    List<Json> documents = parse(text).documents();
    if (documents.size() > 1) {
      throw new MalformedException("one document wanted, found " + documents.size());
    }
    return documents.isEmpty() ? Json.NULL : documents.getFirst();
  }

  public List<Json> documents() {
    return documents;
  }

  /// The documents as they are written, with marks that count from after a byte-order mark.
  public List<Node> roots() {
    return roots;
  }

  /// Where the value at `path` of a document begins, or the nearest one around it: `line 3, column
  /// 5`.
  public String place(int document, List<String> path) {
    String where = place(YamlEdit.nearest(roots.get(document), path).getStartMark());
    return where.substring(0, Math.max(0, where.length() - 2));
  }

  /// The text with the entry at `path` (keys, and positions in lists) of a document set to `value`,
  /// a word without blanks; mappings that are missing on the way are made. Everything else stays,
  /// also comments, quotes and line ends. An error when the text cannot be changed without changing
  /// other values.
  public String with(int document, List<String> path, String value) {
    String changed = new YamlEdit(text, roots.get(document)).set(path, value);
    List<Json> expected = new ArrayList<>(documents);
    expected.set(document, YamlEdit.changed(documents.get(document), path, Json.of(value)));
    if (!isText(changed, expected)) {
      throw new MalformedException(
          "'%s' cannot be set to '%s' without changing more; write its mapping out instead of an"
                  .formatted(String.join(".", path), shortened(value))
              + " alias, and the value as a word");
    }
    return changed;
  }

  private static boolean isText(String text, List<Json> documents) {
    try {
      return parse(text).documents().equals(documents);
    } catch (MalformedException e) {
      return false;
    }
  }

  private static String shortened(String value) {
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
  }

  /// The documents in the layout of PyYAML's `safe_dump_all`, with which the reference generator
  /// writes files: without comments, keys sorted.
  public String rewritten() {
    return YamlLayout.of(roots);
  }

  /// The buffer takes the whole text: the library fails on a pair of surrogates at a buffer's end.
  static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setSchema(new Yaml11())
        .setAllowDuplicateKeys(true)
        .setAllowRecursiveKeys(false)
        .setMaxAliasesForCollections(MAX_ALIASES)
        .setCodePointLimit(MAX_SIZE)
        .setBufferSize(text.length() + 2)
        .build();
  }

  /// Bounds depth, and how often collections are used again, before any tree is built.
  private static void checkBounds(String text, LoadSettings settings) {
    Set<Anchor> collections = new HashSet<>();
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event) {
        case CollectionStartEvent start -> {
          depth++;
          start.getAnchor().ifPresent(collections::add);
        }
        case CollectionEndEvent _ -> depth--;
        case AliasEvent alias -> aliases += collections.contains(alias.getAlias()) ? 1 : 0;
        default -> {}
      }
      if (aliases > MAX_ALIASES) {
        throw new MalformedException(
            place(event.getStartMark())
                + "more than %d aliases of collections".formatted(MAX_ALIASES));
      }
      if (depth > MAX_DEPTH) {
        throw new MalformedException(
            place(event.getStartMark()) + "nested deeper than " + MAX_DEPTH);
      }
    }
  }

  /// Line and column, from 1, followed by a colon; empty without a mark.
  static String place(Optional<Mark> mark) {
    return mark.map(m -> "line %d, column %d: ".formatted(m.getLine() + 1, m.getColumn() + 1))
        .orElse("");
  }

  private static String problem(MarkedYamlEngineException e) {
    String context = e.getContext();
    String problem = e.getProblem() == null ? "not YAML" : e.getProblem();
    return context == null || context.isEmpty() ? problem : context + ", " + problem;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
