package coffer.source;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON document and the text that it came from.
public final class SourceFile {
  /// The most that Azure takes as a template, in bytes; here in UTF-16 units of text.
  public static final int MAX_SIZE = 4 << 20;

  private final String name;
  private final String text;
  private final Json value;
  private final List<Place> repeated;
  private @Nullable Map<JsonPath, Integer> offsets;
  private @Nullable Lines lines;

  private SourceFile(String name, String text) {
    this.name = name;
    this.text = text;
    SourceParser parser = new SourceParser(name, text, false);
    this.value = parser.document();
    this.repeated = parser.repeated();
  }

  /// Reads a document. A byte-order mark is passed over; of a repeated member the last value counts
  /// and [#repeated] tells it.
  public static SourceFile parse(String name, String text) {
    if (text.length() > MAX_SIZE) {
      throw new MalformedException(
          "%s: %d MiB of text at most wanted (Azure's own limit), found %d"
              .formatted(name, MAX_SIZE >> 20, (text.length() >> 20) + 1));
    }
    return new SourceFile(name, text.startsWith("\ufeff") ? text.substring(1) : text);
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  public Json value() {
    return value;
  }

  /// Members that stand in their object for the second time.
  public List<Place> repeated() {
    return repeated;
  }

  /// As [#value], an error when a member is repeated.
  public Json checkedValue() {
    if (!repeated.isEmpty()) {
      Place place = repeated.getFirst();
      throw place.malformed("this member stands here for the second time; keep one of them");
    }
    return value;
  }

  /// Where `path` stands; when there is no such place, the nearest one around it.
  public Place place(JsonPath path) {
    Map<JsonPath, Integer> known = offsets();
    JsonPath at = path;
    while (at.parent() != null && !known.containsKey(at)) {
      at = at.parent();
    }
    return lines().place(name, known.getOrDefault(at, 0), path.toString());
  }

  private synchronized Lines lines() {
    Lines known = lines;
    if (known == null) {
      known = Lines.of(text);
      lines = known;
    }
    return known;
  }

  /// Where each part of the value stands that begins at `start` of a text that is not JSON as a
  /// whole: offsets by path.
  public static Map<JsonPath, Integer> offsetsInside(String name, String text, int start) {
    SourceParser parser = new SourceParser(name, text, true);
    parser.valueAt(start);
    return parser.offsets();
  }

  private synchronized Map<JsonPath, Integer> offsets() {
    Map<JsonPath, Integer> known = offsets;
    if (known == null) {
      SourceParser parser = new SourceParser(name, text, true);
      parser.document();
      known = parser.offsets();
      offsets = known;
    }
    return known;
  }
}
