package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an enclave's configuration says: sizes, threads, features and product numbers (SGX SDK
/// Developer Reference, "Enclave Configuration File"). Every value is in range and agrees with the
/// others.
///
/// @param given the elements that were there; sizes in bytes
public record EnclaveConfig(Map<ConfigElement, Long> given) {
  private static final Pattern NUMBER =
      Pattern.compile("[ \\t\\n\\x0B\\f\\r]*\\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)");

  /// Refuses values out of range and values that contradict each other, all in one message.
  public EnclaveConfig {
    Map<ConfigElement, Long> copy = new EnumMap<>(ConfigElement.class);
    copy.putAll(given);
    given = Collections.unmodifiableMap(copy);
    List<String> problems = new ArrayList<>();
    given.forEach((element, value) -> element.problem(value).ifPresent(problems::add));
    if (problems.isEmpty()) {
      problems.addAll(new ConfigRules(given).problems());
    }
    if (!problems.isEmpty()) {
      throw new MalformedException(String.join("; ", problems));
    }
  }

  /// Parses the text of a configuration file. Numbers are decimal, hexadecimal after `0x`, or octal
  /// after `0`; as for `strtoull`, blanks and a plus may stand before one, and nothing after it.
  public static EnclaveConfig parse(String xml) {
    Map<ConfigElement, Long> given = new EnumMap<>(ConfigElement.class);
    for (ConfigXml.Element element : ConfigXml.parse(xml)) {
      ConfigElement known =
          named(element.name())
              .orElseThrow(() -> wrong(element, "no such element in an enclave's configuration"));
      if (given.put(known, number(element)) != null) {
        throw wrong(element, "once wanted, found again");
      }
    }
    return new EnclaveConfig(given);
  }

  private static long number(ConfigXml.Element element) {
    Matcher number = NUMBER.matcher(element.text());
    if (!number.matches()) {
      throw wrong(element, "a number wanted, found '" + element.text() + "'");
    }
    String text = number.group(1);
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return Long.parseUnsignedLong(text.substring(2), 16);
      }
      return Long.parseUnsignedLong(text, text.startsWith("0") ? 8 : 10);
    } catch (NumberFormatException e) {
      throw wrong(element, "a number of 64 bits wanted, found " + text);
    }
  }

  private static MalformedException wrong(ConfigXml.Element element, String problem) {
    return new MalformedException(
        "line %d: %s: %s".formatted(element.line(), element.name(), problem));
  }

  public boolean isGiven(ConfigElement element) {
    return given.containsKey(element);
  }

  /// The value that counts: the given one, or what the signing tool takes in its place.
  public long value(ConfigElement element) {
    return value(given, element);
  }

  static long value(Map<ConfigElement, Long> given, ConfigElement element) {
    Long value = given.get(element);
    if (value != null) {
      return value;
    }
    return switch (element) {
      case HEAP_INIT_SIZE -> value(given, HEAP_MAX_SIZE);
      case RESERVED_MEM_INIT_SIZE -> value(given, RESERVED_MEM_MAX_SIZE);
      case TCS_MAX_NUM -> value(given, TCS_NUM);
      default -> element.byDefault();
    };
  }

  boolean on(ConfigElement element) {
    return value(element) != 0;
  }

  /// How many pages the size of this element is.
  long pages(ConfigElement element) {
    return Pages.count(value(element));
  }

  /// The text of a configuration file that says the same, one element a line.
  public String toXml() {
    StringBuilder out = new StringBuilder("<EnclaveConfiguration>\n");
    given.forEach(
        (element, value) ->
            out.append(
                "  <%s>%s</%s>\n".formatted(element, Long.toUnsignedString(value), element)));
    return out.append("</EnclaveConfiguration>\n").toString();
  }
}
