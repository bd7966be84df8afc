package coffer.lint;

import coffer.bytes.MalformedException;
import coffer.source.JsonPath;
import coffer.source.Lines;
import coffer.source.Place;
import coffer.source.SourceFile;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A policy text and where its parts stand: in the text itself, or all in one place when the text
/// is packed into another document.
final class PolicySource {
  private static final Pattern CONTAINERS =
      Pattern.compile("^containers[ \\t]*:=[ \\t]*", Pattern.MULTILINE);

  private final String text;
  private final @Nullable Place packed;
  private final String file;
  private final Lines lines;
  private @Nullable Map<JsonPath, Integer> offsets;

  private PolicySource(String file, String text, @Nullable Place packed) {
    this.file = file;
    this.text = text;
    this.packed = packed;
    this.lines = Lines.of(text);
  }

  /// A file of policy text.
  static PolicySource file(String name, String text) {
    return new PolicySource(name, text, null);
  }

  /// A policy in base64 that stands at `place`.
  static PolicySource packed(Place place, String text) {
    return new PolicySource(place.file(), text, place);
  }

  String text() {
    return text;
  }

  /// Where the assignment of `name` stands.
  Place rule(String name) {
    Matcher matcher = assignment(name);
    return matcher.find() ? at(matcher.start(), name) : at(0, name);
  }

  private Matcher assignment(String name) {
    return Pattern.compile("^(default[ \\t]+)?" + Pattern.quote(name) + "\\b", Pattern.MULTILINE)
        .matcher(text);
  }

  private Place at(int offset, String path) {
    return packed == null
        ? lines.place(file, offset, path)
        : new Place(packed.file(), packed.line(), packed.column(), inside(path));
  }

  private String inside(String path) {
    return packed == null ? path : packed.path() + ": " + path;
  }

  /// Where `path` stands in the value of `containers`; when there is no such place, the nearest one
  /// around it.
  Place container(JsonPath path) {
    Map<JsonPath, Integer> known = offsets();
    JsonPath at = path;
    while (at.parent() != null && !known.containsKey(at)) {
      at = at.parent();
    }
    return at(known.getOrDefault(at, 0), "containers" + path);
  }

  private Map<JsonPath, Integer> offsets() {
    Map<JsonPath, Integer> known = offsets;
    if (known == null) {
      Matcher matcher = CONTAINERS.matcher(text);
      try {
        known =
            packed == null && matcher.find()
                ? SourceFile.offsetsInside(file, text, matcher.end())
                : Map.of();
      } catch (MalformedException e) {
        known = Map.of();
      }
      offsets = known;
    }
    return known;
  }
}
