package coffer.armlang;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Functions on text (ARM template functions, "String functions"). `startsWith`, `endsWith`,
/// `indexOf` and `lastIndexOf` do not look at letter case, the others do.
final class TextFunctions {
  static final List<Function> ALL =
      List.of(
          Function.of("toLower", 1, 1, a -> text(a.text(0).toLowerCase(Locale.ROOT))),
          Function.of("toUpper", 1, 1, a -> text(a.text(0).toUpperCase(Locale.ROOT))),
          Function.of("trim", 1, 1, a -> text(a.text(0).strip())),
          Function.of("replace", 3, 3, TextFunctions::replace),
          Function.of("split", 2, 2, TextFunctions::split),
          Function.of("join", 2, 2, TextFunctions::join),
          Function.of("substring", 2, 3, TextFunctions::substring),
          Function.of("startsWith", 2, 2, a -> flag(fold(a, 0).startsWith(fold(a, 1)))),
          Function.of("endsWith", 2, 2, a -> flag(fold(a, 0).endsWith(fold(a, 1)))),
          Function.of("padLeft", 2, 3, TextFunctions::padLeft),
          Function.of("format", 1, Function.MANY, Format::apply),
          Function.of("string", 1, 1, a -> text(Texts.string(a.value(0)))),
          Function.of("uniqueString", 1, Function.MANY, a -> text(UniqueString.of(joined(a)))),
          Function.of("guid", 1, Function.MANY, a -> text(Guid.of(joined(a)))));

  private TextFunctions() {}

  static Value text(String value) {
    return new Value.Text(value);
  }

  static Value flag(boolean value) {
    return new Value.Bool(value);
  }

  static String fold(Arguments a, int i) {
    return a.text(i).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static byte[] joined(Arguments a) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < a.count(); i++) {
      parts.add(a.text(i));
    }
    return String.join("-", parts).getBytes(StandardCharsets.UTF_8);
  }

  private static Value replace(Arguments a) {
    String old = a.text(1);
    if (old.isEmpty()) {
      throw new ExpressionException("replace, argument 2: text that is not empty wanted");
    }
    String text = a.text(0);
    String fresh = a.text(2);
    long count = 0;
    for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
      count++;
    }
    if (text.length() + count * Math.max(0, fresh.length() - old.length()) > Value.MAX_SIZE) {
      throw new ExpressionException("replace: the result grows beyond " + Value.MAX_SIZE);
    }
    return text(text.replace(old, fresh));
  }

  private static Value split(Arguments a) {
    List<String> delimiters = new ArrayList<>();
    if (a.value(1) instanceof Value.Arr list) {
      for (int i = 0; i < list.items().size(); i++) {
        delimiters.add(new Arguments("split, delimiters", list.items()).text(i));
      }
    } else {
      delimiters.add(a.text(1));
    }
    delimiters.removeIf(String::isEmpty);
    List<Value> parts = new ArrayList<>();
    String text = a.text(0);
    int start = 0;
    for (int at = 0; at < text.length(); ) {
      int here = at;
      String found =
          delimiters.stream().filter(d -> text.startsWith(d, here)).findFirst().orElse("");
      if (found.isEmpty()) {
        at++;
      } else {
        parts.add(text(text.substring(start, at)));
        at += found.length();
        start = at;
      }
    }
    parts.add(text(text.substring(start)));
    return new Value.Arr(parts);
  }

  private static Value join(Arguments a) {
    return text(a.list(0).stream().map(Texts::string).collect(Collectors.joining(a.text(1))));
  }

  private static Value substring(Arguments a) {
    String text = a.text(0);
    int start = a.index(1, text.length());
    int length = a.has(2) ? a.index(2, text.length() - start) : text.length() - start;
    return text(text.substring(start, start + length));
  }

  private static Value padLeft(Arguments a) {
    String text = a.anyText(0);
    int length = a.index(1, 1 << 16);
    String padding = a.has(2) ? a.text(2) : " ";
    if (padding.length() != 1) {
      throw new ExpressionException("padLeft, argument 3: one character wanted");
    }
    return text(padding.repeat(Math.max(0, length - text.length())) + text);
  }
}
