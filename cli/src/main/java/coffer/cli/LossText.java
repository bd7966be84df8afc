package coffer.cli;

import coffer.bytes.Latin1;
import coffer.json.Json;
import coffer.sgx.sefs.Loss;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an image could not hold of its tree, by kind.
final class LossText {
  private static final int EXAMPLES = 3;

  private final Map<Loss.Kind, List<String>> paths = new EnumMap<>(Loss.Kind.class);

  LossText(List<Loss> losses) {
    for (Loss loss : losses) {
      paths.computeIfAbsent(loss.kind(), _ -> new ArrayList<>()).add(shown(loss));
    }
  }

  /// A line for each kind.
  void warn(PrintWriter err) {
    paths.forEach(
        (kind, found) -> {
          String examples = String.join(", ", found.subList(0, Math.min(EXAMPLES, found.size())));
          String more =
              found.size() > EXAMPLES ? " and %d more".formatted(found.size() - EXAMPLES) : "";
          err.println("warning: %s: %s%s".formatted(kind.text(), examples, more));
        });
  }

  /// By kind all paths.
  Json toJson() {
    Json.ObjectBuilder json = Json.object();
    paths.forEach(
        (kind, found) -> json.put(kind.name().toLowerCase(Locale.ROOT), Json.strings(found)));
    return json.build();
  }

  private static String shown(Loss loss) {
    String path = loss.path().replaceAll("^(\\./|/)+|/+$", "");
    return path.isEmpty() ? "/" : Latin1.printable(path);
  }
}
