package coffer.cce;

import coffer.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Numbers of the signals that an image may name as its stop signal (signal(7), x86).
public final class StopSignals {
  private static final Map<String, Integer> NUMBERS = numbers();

  private StopSignals() {}

  private static Map<String, Integer> numbers() {
    List<String> names =
        List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
            "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
            "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");
    Map<String, Integer> numbers = new HashMap<>();
    for (String name : names) {
      numbers.put("SIG" + name, numbers.size() + 1);
    }
    numbers.put("SIGIOT", numbers.get("SIGABRT"));
    numbers.put("SIGUNUSED", numbers.get("SIGSYS"));
    return Map.copyOf(numbers);
  }

  /// The signal list of a policy. A name that is not in the table stays the text it is, and then
  /// never matches.
  public static List<Json> of(String stopSignal) {
    if (stopSignal.isEmpty()) {
      return List.of();
    }
    Integer number = NUMBERS.get(stopSignal.toUpperCase(Locale.ROOT));
    return List.of(number == null ? Json.of(stopSignal) : Json.of(number));
  }
}
