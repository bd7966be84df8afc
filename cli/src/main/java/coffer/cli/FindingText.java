package coffer.cli;

import coffer.lint.Finding;
import coffer.lint.Severity;
import java.io.PrintWriter;
import java.util.List;

/// Findings as people read them.
final class FindingText {
  private FindingText() {}

  static void print(PrintWriter out, List<Finding> findings) {
    findings.forEach(finding -> print(out, finding));
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf(
        "%s:%d:%d: %s: %s%n",
        finding.place().file(),
        finding.place().line(),
        finding.place().column(),
        finding.lint().severity(),
        finding.lint().id());
    if (!finding.place().path().isEmpty()) {
      out.println("  at " + finding.place().path());
    }
    out.println(Paragraph.of("  ", finding.message()));
    out.println(Paragraph.of("  fix: ", finding.fix()));
  }

  /// `1 errors, 2 warnings, 3 notes`.
  static String counts(List<Finding> findings) {
    return "%d errors, %d warnings, %d notes"
        .formatted(
            count(findings, Severity.ERROR),
            count(findings, Severity.WARNING),
            count(findings, Severity.NOTE));
  }

  static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.lint().severity() == severity).count();
  }
}
