package coffer.sizing;

import coffer.bytes.MalformedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options of a JVM that decide how much memory it takes (the `java` command, "Extra Options"
/// and "Advanced Runtime Options"). Others are passed over.
final class JvmOptions {
  private final Map<String, String> values = new HashMap<>();

  private JvmOptions() {}

  static JvmOptions parse(List<String> words) {
    JvmOptions options = new JvmOptions();
    words.forEach(options::add);
    return options;
  }

  private void add(String word) {
    if (word.startsWith("-Xmx") || word.startsWith("-Xms") || word.startsWith("-Xss")) {
      values.put(word.substring(0, 4), word.substring(4));
    } else if (word.startsWith("-XX:+") || word.startsWith("-XX:-")) {
      values.put(word.substring(5), word.substring(4, 5));
    } else if (word.startsWith("-XX:") && word.indexOf('=') > 0) {
      values.put(word.substring(4, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
  }

  /// The size that an option says; the names of those with `-XX:` are without it.
  Optional<Long> size(String name) {
    String value = values.get(name);
    return value == null ? Optional.empty() : Optional.of(Sizes.ofJvm(name, value));
  }

  Optional<Integer> number(String name) {
    String value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.matches("\\d{1,6}")) {
      throw new MalformedException("-XX:%s: a number wanted, found '%s'".formatted(name, value));
    }
    return Optional.of(Integer.valueOf(value));
  }

  /// `-XX:+NAME` was said.
  boolean on(String name) {
    return "+".equals(values.get(name));
  }

  /// `-XX:-NAME` was said.
  boolean off(String name) {
    return "-".equals(values.get(name));
  }
}
