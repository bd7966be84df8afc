package coffer.cli;

import coffer.evidence.Check;
import java.util.regex.Pattern;

/// A verdict as a table of 80 columns: what was looked at, what was wanted, what was found. A check
/// that failed shows its values whole; one that passed is brief.
final class VerdictTable {
  private static final int WIDTH = 80;
  private static final int FIELD = 22;
  private static final int LEFT = 2 + 8 + FIELD + 2;

  private static final Pattern LONG_HEX =
      Pattern.compile("([0-9a-f]{16})[0-9a-f]{17,}([0-9a-f]{8})");

  private final StringBuilder out = new StringBuilder();
  private boolean notCheckedBegun;

  void title(String text) {
    out.append(text).append('\n');
  }

  void check(Check check) {
    String word = check.ok() ? "ok" : "FAILED";
    out.append("  %-6s  ".formatted(word));
    if (!check.ok()) {
      row(check.field(), "wanted  " + check.wanted() + "\nfound   " + check.got());
    } else {
      row(check.field(), passed(check.wanted(), check.got()));
    }
  }

  /// A check on one line, as long as it passed.
  void line(Check check) {
    if (!check.ok()) {
      check(check);
      return;
    }
    String found = brief(check.got());
    int room = WIDTH - LEFT;
    out.append("  ok      %-22s  ".formatted(check.field()))
        .append(found.length() > room ? found.substring(0, room - 3) + "..." : found)
        .append('\n');
  }

  void notChecked(String text) {
    if (!notCheckedBegun) {
      out.append("  not checked\n");
      notCheckedBegun = true;
    }
    wrap("    - ", "      ", text);
  }

  void verdict(String text) {
    wrap("  verdict: ", "           ", text);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private static String passed(String wanted, String got) {
    if (wanted.startsWith(got) || wanted.endsWith(got)) {
      return brief(wanted);
    }
    return wanted.contains(got) ? brief(got) : brief(got) + "\nwanted  " + brief(wanted);
  }

  private static String brief(String value) {
    return LONG_HEX.matcher(value).replaceAll("$1...$2");
  }

  private void row(String field, String value) {
    String first = field;
    if (field.length() > FIELD) {
      out.append(field).append('\n').repeat(" ", 10);
      first = "";
    }
    out.append(first).repeat(" ", FIELD + 2 - first.length());
    String[] lines = value.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String indent = " ".repeat(LEFT);
      String hang = hangs(lines[i]) ? indent + " ".repeat(8) : indent;
      wrapAt(i == 0 ? LEFT : 0, i == 0 ? "" : indent, hang, lines[i]);
    }
  }

  private static boolean hangs(String line) {
    return line.startsWith("wanted  ") || line.startsWith("found   ");
  }

  private void wrap(String indent, String hang, String text) {
    wrapAt(0, indent, hang, text);
  }

  /// Breaks at a blank where there is one, else anywhere.
  private void wrapAt(int column, String indent, String hang, String text) {
    String rest = text;
    String before = indent;
    int room = WIDTH - Math.max(column, indent.length());
    while (rest.length() > room) {
      int blank = rest.lastIndexOf(' ', room);
      int cut = blank > "wanted  ".length() ? blank : room;
      out.append(before).append(rest, 0, cut).append('\n');
      rest = rest.substring(cut).stripLeading();
      before = hang;
      room = WIDTH - hang.length();
    }
    out.append(before).append(rest).append('\n');
  }
}
