package coffer.cli;

import coffer.difference.Change;
import coffer.identitydiff.FileChange;
import coffer.lint.SecretNames;
import java.io.PrintWriter;
import java.util.List;

/// Prints differences, with the values before and after below each other.
final class ChangeLines {
  private static final int SHOWN = 20;

  private final PrintWriter out;

  ChangeLines(PrintWriter out) {
    this.out = out;
  }

  /// Values of variables that look like secrets are not told.
  void change(Change change) {
    String where = change.container().isEmpty() ? "policy" : change.container();
    boolean variable = change.field().equals("env_rules");
    change(
        "%s: %s: %s".formatted(where, change.field(), change.effect()),
        variable ? SecretNames.redacted(change.before()) : change.before(),
        variable ? SecretNames.redacted(change.after()) : change.after());
  }

  void change(String title, String before, String after) {
    out.println(title);
    if (!before.isEmpty()) {
      out.println(Paragraph.of("  - ", before));
    }
    if (!after.isEmpty()) {
      out.println(Paragraph.of("  + ", after));
    }
  }

  /// The files that make a layer differ; of many, the first ones.
  void files(List<FileChange> changes) {
    for (FileChange change : changes.subList(0, Math.min(SHOWN, changes.size()))) {
      String before = change.before().isEmpty() ? "nothing" : change.before();
      String after = change.after().isEmpty() ? "nothing" : change.after();
      out.println("    " + change.path());
      out.println(Paragraph.of("      ", change.fact() + ": " + before + " -> " + after));
    }
    if (changes.size() > SHOWN) {
      out.println("    and %d more; --json tells all".formatted(changes.size() - SHOWN));
    }
  }
}
