package coffer.python;

import coffer.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `str()`, `repr()`, truth and order of values, as Python has them.
public final class PythonText {
  /// Sorts text by code point, where Java's own order compares UTF-16 units.
  public static final Comparator<String> CODE_POINT_ORDER = PythonText::compareCodePoints;

  private PythonText() {}

  /// `str(value)`: text as it is, everything else as [#repr].
  public static String str(Json value) {
    return value instanceof Json.Str(String text) ? text : repr(value);
  }

  /// `repr(value)` of a value that came from JSON.
  public static String repr(Json value) {
    return switch (value) {
      case Json.Null() -> "None";
      case Json.Bool(boolean flag) -> flag ? "True" : "False";
      case Json.Num number -> PythonNumber.text(number);
      case Json.Str(String text) -> repr(text);
      case Json.Arr(List<Json> items) ->
          items.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
      case Json.Obj(Map<String, Json> members) ->
          members.entrySet().stream()
              .map(member -> repr(member.getKey()) + ": " + repr(member.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  /// `repr(text)`: single quotes unless only those stand in the text, and escapes for what is not
  /// printable.
  public static String repr(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> escape(out, c, quote));
    return out.append(quote).toString();
  }

  private static void escape(StringBuilder out, int c, char quote) {
    switch (c) {
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (printable(c)) {
          out.appendCodePoint(c);
        } else if (c <= 0xff) {
          out.append("\\x%02x".formatted(c));
        } else {
          out.append((c <= 0xffff ? "\\u%04x" : "\\U%08x").formatted(c));
        }
      }
    }
  }

  private static boolean printable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /// Whether `if value:` would be taken.
  public static boolean truthy(Json value) {
    return switch (value) {
      case Json.Null() -> false;
      case Json.Bool(boolean flag) -> flag;
      case Json.Num number -> !PythonNumber.isZero(number);
      case Json.Str(String text) -> !text.isEmpty();
      case Json.Arr(List<Json> items) -> !items.isEmpty();
      case Json.Obj(Map<String, Json> members) -> !members.isEmpty();
    };
  }

  /// Whether `isinstance(value, int)` holds; true for the two booleans as well.
  public static boolean isInteger(Json value) {
    return value instanceof Json.Bool
        || value instanceof Json.Num number && PythonNumber.isInteger(number);
  }

  private static int compareCodePoints(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean bothSurrogate = Character.isSurrogate(left) == Character.isSurrogate(right);
        return bothSurrogate ? left - right : Character.isSurrogate(left) ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }
}
