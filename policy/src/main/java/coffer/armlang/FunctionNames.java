package coffer.armlang;

import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// The nearest known name to one that is not known.
final class FunctionNames {
  private static final Set<String> OTHERS =
      Set.of(
          "if",
          "and",
          "or",
          "coalesce",
          "parameters",
          "variables",
          "copyIndex",
          "resourceId",
          "resourceGroup",
          "subscription",
          "reference",
          "listKeys",
          "filter",
          "map",
          "reduce",
          "sort",
          "toObject",
          "groupBy",
          "mapValues",
          "lambda",
          "lambdaVariables",
          "deployment",
          "environment",
          "utcNow",
          "newGuid");

  private FunctionNames() {}

  /// `; did you mean NAME?`, or nothing when no name is near.
  static String hint(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.length() > 40) {
      return "";
    }
    return Stream.concat(Functions.names(), OTHERS.stream())
        .min(
            Comparator.<String>comparingInt(known -> distance(wanted, known))
                .thenComparing(Comparator.naturalOrder()))
        .filter(known -> distance(wanted, known) <= Math.max(1, wanted.length() / 3))
        .map(known -> "; did you mean " + known + "?")
        .orElse("");
  }

  /// Edits from one to the other (Levenshtein).
  private static int distance(String one, String other) {
    String to = other.toLowerCase(Locale.ROOT);
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (one.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
