package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The assignments `name := value` of a Rego text, where the value is JSON; other rules are passed
/// over.
final class RegoAssignments {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("^([A-Za-z_][A-Za-z0-9_]*)[ \\t]*:=[ \\t]*", Pattern.MULTILINE);

  /// Where a value stands in the text: from `start` (inclusive) to `end` (exclusive), in chars.
  record Span(int start, int end) {}

  private final String text;
  private final Map<String, Span> spans;

  private RegoAssignments(String text, Map<String, Span> spans) {
    this.text = text;
    this.spans = spans;
  }

  static RegoAssignments of(String text) {
    Map<String, Span> spans = new LinkedHashMap<>();
    Matcher matcher = ASSIGNMENT.matcher(text);
    int at = 0;
    while (at <= text.length() && matcher.find(at)) {
      int end = valueEnd(text, matcher.end());
      spans.putIfAbsent(matcher.group(1), new Span(matcher.end(), end));
      at = Math.max(end, matcher.end());
    }
    return new RegoAssignments(text, spans);
  }

  /// The end of the value: after the bracket that closes the first one, else the end of the line.
  private static int valueEnd(String text, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
        if (depth <= 0) {
          return at + 1;
        }
      } else if (c == '\n' && depth == 0) {
        return at;
      }
    }
    return text.length();
  }

  Optional<Span> span(String name) {
    return Optional.ofNullable(spans.get(name));
  }

  /// The value of `name`, if it is assigned; an error when that is not JSON.
  Optional<Json> value(String name) {
    return span(name).map(span -> parse(name, text.substring(span.start(), span.end())));
  }

  private static Json parse(String name, String value) {
    try {
      return PythonJson.loads(value);
    } catch (MalformedException e) {
      throw e.within("value of '" + name + "'");
    }
  }
}
