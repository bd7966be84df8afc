package coffer.occlum;

import coffer.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An object of the document, asked member by member. What is missing or of another kind becomes a
/// finding, and something harmless takes its place, so that one reading finds everything.
final class Member {
  /// What one reading found.
  ///
  /// @param problems what makes the document unsound
  /// @param unknown members that nobody asked for
  record Findings(List<String> problems, List<String> unknown) {
    Findings() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,19}");
  private static final ByteSize NOTHING = ByteSize.ofBytes(0);

  private final String path;
  private final Json.Obj object;
  private final Findings findings;
  private final Set<String> asked = new LinkedHashSet<>();

  Member(String path, Json.Obj object, Findings findings) {
    this.path = path;
    this.object = object;
    this.findings = findings;
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  /// Whether it is there, and not null.
  boolean given(String name) {
    return present(name).isPresent();
  }

  private Optional<Json> find(String name) {
    asked.add(name);
    return object.get(name);
  }

  void problem(String name, String problem) {
    findings.problems.add(path(name) + ": " + problem);
  }

  private <T> T wrong(String name, String wanted, Json found, T instead) {
    problem(name, wanted + " wanted, found " + shown(found));
    return instead;
  }

  private static String shown(Json json) {
    return switch (json) {
      case Json.Str(String text) -> "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
      case Json.Num(String text) -> text;
      case Json other -> other.kind();
    };
  }

  /// A member that has to be there.
  private <T> T required(String name, String wanted, T instead, Function<Json, T> read) {
    Optional<Json> found = find(name);
    if (found.isEmpty()) {
      problem(name, "missing; " + wanted + " wanted");
      return instead;
    }
    return read.apply(found.get());
  }

  /// An object that has to be there; an empty one stands for what is not.
  Member object(String name) {
    return required(
        name,
        "an object",
        new Member(path(name), Json.object().build(), new Findings()),
        json -> inner(path(name), json));
  }

  /// An object that may be missing.
  Optional<Member> optionalObject(String name) {
    return find(name).map(json -> inner(path(name), json));
  }

  private Member inner(String place, Json json) {
    if (json instanceof Json.Obj inside) {
      return new Member(place, inside, findings);
    }
    findings.problems.add(place + ": an object wanted, found " + shown(json));
    return new Member(place, Json.object().build(), new Findings());
  }

  /// A list of objects that has to be there.
  List<Member> objects(String name) {
    return required(
        name,
        "a list",
        List.of(),
        json -> {
          if (!(json instanceof Json.Arr(List<Json> items))) {
            return wrong(name, "a list", json, List.of());
          }
          List<Member> members = new ArrayList<>();
          for (Json item : items) {
            members.add(inner(path(name) + "[" + members.size() + "]", item));
          }
          return members;
        });
  }

  String text(String name) {
    return required(name, "text", "", json -> text(name, json));
  }

  private String text(String name, Json json) {
    if (!(json instanceof Json.Str(String text))) {
      return wrong(name, "text", json, "");
    }
    if (text.indexOf('\0') >= 0) {
      problem(name, "text without U+0000 wanted");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      problem(name, "half of a surrogate pair in it");
    }
    return text;
  }

  /// Text, or null when it is missing or null.
  @Nullable String optionalText(String name) {
    return present(name).map(json -> text(name, json)).orElse(null);
  }

  private Optional<Json> present(String name) {
    return find(name).filter(json -> !(json instanceof Json.Null));
  }

  List<String> texts(String name) {
    return required(
        name,
        "a list of texts",
        List.of(),
        json -> {
          if (!(json instanceof Json.Arr(List<Json> items))) {
            return wrong(name, "a list of texts", json, List.of());
          }
          List<String> texts = new ArrayList<>();
          for (Json item : items) {
            texts.add(text(name + "[" + texts.size() + "]", item));
          }
          return texts;
        });
  }

  long number(String name, long least, long most) {
    return required(name, "a number", least, json -> number(name, json, least, most));
  }

  private long number(String name, Json json, long least, long most) {
    if (json instanceof Json.Num(String text) && WHOLE.matcher(text).matches()) {
      BigInteger value = new BigInteger(text);
      if (value.compareTo(BigInteger.valueOf(least)) >= 0
          && value.compareTo(BigInteger.valueOf(most)) <= 0) {
        return value.longValueExact();
      }
    }
    return wrong(name, "a whole number from %d to %d".formatted(least, most), json, least);
  }

  @Nullable Long optionalNumber(String name, long least, long most) {
    return present(name).map(json -> number(name, json, least, most)).orElse(null);
  }

  /// A number; 0 when it is missing.
  long numberOrZero(String name, long most) {
    return find(name).map(json -> number(name, json, 0, most)).orElse(0L);
  }

  boolean flag(String name) {
    return required(name, "true or false", false, json -> flag(name, json));
  }

  /// True or false; `instead` when it is missing.
  boolean flagOr(String name, boolean instead) {
    return find(name).map(json -> flag(name, json)).orElse(instead);
  }

  /// True or false, or `instead` when it is missing or null.
  boolean optionalFlag(String name, boolean instead) {
    return present(name).map(json -> flag(name, json)).orElse(instead);
  }

  private boolean flag(String name, Json json) {
    return json instanceof Json.Bool(boolean value)
        ? value
        : wrong(name, "true or false", json, false);
  }

  ByteSize size(String name) {
    return required(name, "a size such as 64MB", NOTHING, json -> size(name, json));
  }

  @Nullable ByteSize optionalSize(String name) {
    return present(name).map(json -> size(name, json)).orElse(null);
  }

  private ByteSize size(String name, Json json) {
    String wanted = "a whole number with B, KB, MB, GB or TB, less than 2^63 bytes,";
    if (!(json instanceof Json.Str(String text))) {
      return wrong(name, wanted, json, NOTHING);
    }
    return ByteSize.parse(text).orElseGet(() -> wrong(name, wanted, json, NOTHING));
  }

  /// Notes what nobody asked for.
  void end() {
    notAsked().forEach(name -> findings.unknown.add(path(name)));
  }

  /// Refuses what nobody asked for.
  void endStrictly() {
    notAsked().forEach(name -> problem(name, "not known here"));
  }

  private List<String> notAsked() {
    return object.members().keySet().stream().filter(name -> !asked.contains(name)).toList();
  }
}
