package coffer.evidence.token;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.time.Instant;
import java.util.Optional;

/// Reads what a token says without believing that it is of the right kind: every value has a text
/// for people, and the values that checks compare are empty when they are of another kind.
final class Claims {
  private static final int LONGEST = 200;
  private static final long LAST_SECOND = 253_402_300_799L;

  private Claims() {}

  /// The value as a finding shows it: text as it is, other values as JSON; `no such claim`. Cut
  /// after 200 characters, and nothing in it moves a terminal's cursor. For people only: what is
  /// compared is the value.
  static String text(Json.Obj in, String name) {
    String text =
        switch (in.get(name).orElse(null)) {
          case null -> "no such claim";
          case Json.Str(String value) -> value;
          case Json value -> value.toCompact();
        };
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
  }

  /// The same where no text is wanted: text in quotes.
  static String value(Json.Obj in, String name) {
    String text = text(in, name);
    return in.get(name).orElse(Json.NULL) instanceof Json.Str ? "\"" + text + "\"" : text;
  }

  static Optional<Boolean> bool(Json.Obj in, String name) {
    return in.get(name).orElse(Json.NULL) instanceof Json.Bool(boolean value)
        ? Optional.of(value)
        : Optional.empty();
  }

  static Optional<String> string(Json.Obj in, String name) {
    return in.get(name).orElse(Json.NULL) instanceof Json.Str(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// A whole number of 64 bits.
  static Optional<Long> number(Json.Obj in, String name) {
    try {
      return in.get(name).orElse(Json.NULL) instanceof Json.Num number
          ? Optional.of(number.asLong())
          : Optional.empty();
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  static Optional<Json.Obj> object(Json.Obj in, String name) {
    return in.get(name).orElse(Json.NULL) instanceof Json.Obj object
        ? Optional.of(object)
        : Optional.empty();
  }

  /// A NumericDate (RFC 7519, section 2) of whole seconds, up to the year 9999.
  static Optional<Instant> time(Json.Obj in, String name) {
    return number(in, name)
        .filter(seconds -> seconds >= 0 && seconds <= LAST_SECOND)
        .map(Instant::ofEpochSecond);
  }
}
