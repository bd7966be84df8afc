package coffer.armlang;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The functions that need nothing but their arguments, by name; names have no letter case.
final class Functions {
  private static final Map<String, Function> ALL = all();

  private Functions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    Stream.of(
            TextFunctions.ALL,
            EncodingFunctions.ALL,
            ListFunctions.ALL,
            ObjectFunctions.ALL,
            NumberFunctions.ALL,
            LogicFunctions.ALL,
            DateFunctions.ALL,
            CidrFunctions.ALL)
        .flatMap(List::stream)
        .forEach(function -> all.put(function.name().toLowerCase(Locale.ROOT), function));
    return Map.copyOf(all);
  }

  static Optional<Function> find(String name) {
    return Optional.ofNullable(ALL.get(name.toLowerCase(Locale.ROOT)));
  }

  static Stream<String> names() {
    return ALL.values().stream().map(Function::name);
  }
}
