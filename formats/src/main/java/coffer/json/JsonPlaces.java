package coffer.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where values stand in a JSON text that is known to be well formed.
final class JsonPlaces {
  /// From `start` (inclusive) to `end` (exclusive), in chars.
  record Span(int start, int end) {}

  private record Member(String name, Span value) {}

  private final String text;

  JsonPlaces(String text) {
    this.text = text;
  }

  Span root() {
    return value(0);
  }

  /// The value of the member or item `step`; null when there is none.
  @Nullable Span child(Span owner, String step) {
    Span found = null;
    List<Member> members = members(owner);
    for (int i = 0; i < members.size(); i++) {
      boolean list = text.charAt(owner.start()) == '[';
      if ((list ? Integer.toString(i) : members.get(i).name()).equals(step)) {
        found = members.get(i).value();
      }
    }
    return found;
  }

  /// The last member's value, or null when the object is empty.
  @Nullable Span lastMember(Span object) {
    List<Member> members = members(object);
    return members.isEmpty() ? null : members.getLast().value();
  }

  private List<Member> members(Span owner) {
    List<Member> members = new ArrayList<>();
    char open = text.charAt(owner.start());
    if (open != '{' && open != '[') {
      return members;
    }
    int at = blank(owner.start() + 1);
    while (at < owner.end() - 1) {
      String name = "";
      if (open == '{') {
        int end = stringEnd(text, at);
        name = ((Json.Str) Json.parse(text.substring(at, end))).value();
        at = blank(blank(end) + 1);
      }
      Span value = value(at);
      members.add(new Member(name, value));
      at = blank(value.end());
      if (text.charAt(at) == ',') {
        at = blank(at + 1);
      }
    }
    return members;
  }

  private Span value(int from) {
    int start = blank(from);
    char c = text.charAt(start);
    if (c == '"') {
      return new Span(start, stringEnd(text, start));
    }
    return new Span(start, c == '{' || c == '[' ? nestedEnd(start) : wordEnd(start));
  }

  private int nestedEnd(int start) {
    int depth = 0;
    int at = start;
    do {
      char c = text.charAt(at);
      if (c == '"') {
        at = stringEnd(text, at);
        continue;
      }
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      at++;
    } while (depth > 0);
    return at;
  }

  private int wordEnd(int start) {
    int at = start;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private int blank(int from) {
    int at = from;
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /// The place after the string that begins at `start`, or the end of the text.
  static int stringEnd(String text, int start) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }
}
