package coffer.cli;

import coffer.evidence.Check;
import coffer.evidence.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Judgements as one page of HTML that needs nothing else: no script, no font, no address. Whatever
/// evidence says stands in it as text.
final class VerdictPage {
  private static final String STYLE = "verdict.css";

  private final StringBuilder out = new StringBuilder();

  private VerdictPage() {}

  static byte[] render(List<Judgement> judgements) throws IOException {
    VerdictPage page = new VerdictPage();
    page.head();
    for (int i = 0; i < judgements.size(); i++) {
      switch (judgements.get(i)) {
        case Judgement.Judged judged -> page.judged(judged, "e%d-".formatted(i));
        case Judgement.Unreadable unreadable -> page.unreadable(unreadable);
      }
    }
    page.out.append("<footer>made by coffer verify</footer>\n</body>\n</html>\n");
    return page.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void head() throws IOException {
    out.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <title>Verdict</title>
        <style>
        """);
    try (InputStream style = VerdictPage.class.getResourceAsStream(STYLE)) {
      if (style == null) {
        throw new IllegalStateException("no " + STYLE + " in this program");
      }
      out.append(new String(style.readAllBytes(), StandardCharsets.UTF_8));
    }
    out.append("</style>\n</head>\n<body>\n");
  }

  private void unreadable(Judgement.Unreadable unreadable) {
    banner(unreadable.name(), "failed", "malformed", "this is no evidence that can be read");
    out.append("<p class=\"finding\"><code>")
        .append(Html.escape(unreadable.problem()))
        .append("</code></p>\n");
  }

  private void judged(Judgement.Judged judged, String prefix) {
    Verdict verdict = judged.verdict();
    boolean trusted =
        switch (verdict) {
          case Verdict.Trusted _ -> true;
          case Verdict.Rejected _ -> false;
        };
    banner(
        judged.name(),
        trusted ? "ok" : "failed",
        trusted ? "trusted" : "rejected",
        "rests on %s, judged for %s; %s"
            .formatted(
                verdict.root().equals("none") ? "nothing that is trusted" : verdict.root(),
                verdict.at(),
                verdict.authentic()
                    ? "the evidence is authentic"
                    : "the evidence is not authentic"));
    findings(verdict);
    out.append("<div class=\"columns\">\n<div class=\"picture\">\n")
        .append(ChainPicture.draw(judged, prefix))
        .append("</div>\n<div class=\"links\">\n");
    List<EvidenceLink> links = judged.links();
    for (int i = 0; i < links.size(); i++) {
      link(judged, links.get(i), prefix + i);
    }
    others(judged, prefix);
    notChecked(verdict);
    out.append("</div>\n</div>\n");
  }

  private void banner(String name, String style, String word, String text) {
    out.append(
        """
        <header class="%s"><div class="word">%s</div><div><h1>%s</h1><p>%s</p></div></header>
        """
            .formatted(style, word, Html.escape(name), Html.escape(text)));
  }

  private void findings(Verdict verdict) {
    List<Check> findings = verdict.findings();
    if (findings.isEmpty()) {
      return;
    }
    out.append(
        "<h2>%d finding%s</h2>%n".formatted(findings.size(), findings.size() == 1 ? "" : "s"));
    for (Check finding : findings) {
      out.append(
          """
          <section class="finding"><h3>%s <code>%s</code></h3>
          <dl><dt>wanted</dt><dd>%s</dd><dt>found</dt><dd>%s</dd></dl></section>
          """
              .formatted(
                  Html.escape(finding.field()),
                  Html.escape(finding.id()),
                  Html.escape(finding.wanted()),
                  Html.escape(finding.got())));
    }
  }

  private void link(Judgement.Judged judged, EvidenceLink link, String target) {
    List<Check> checks = ChainPicture.checks(judged, link);
    LinkState state = LinkState.of(checks);
    begin(target, state, link.kind(), link.name());
    checks(checks);
    fields(link.fields());
    out.append("</details>\n");
  }

  private void begin(String target, LinkState state, String kind, String name) {
    out.append(
        """
        <details id="%s" class="%s"%s><summary><span class="mark">%s</span>
        <span class="what"><span class="kind">%s</span> %s</span></summary>
        """
            .formatted(
                target,
                state.style,
                state == LinkState.FAILED ? " open=\"open\"" : "",
                state.mark,
                Html.escape(kind),
                Html.escape(name)));
  }

  /// Checks that are about no link: nothing may be lost.
  private void others(Judgement.Judged judged, String prefix) {
    List<Check> checks = new ArrayList<>(judged.verdict().checks());
    checks.removeIf(check -> judged.links().stream().anyMatch(link -> link.isAbout(check.id())));
    if (!checks.isEmpty()) {
      begin(prefix + "more", LinkState.of(checks), "checks", "and what else was looked at");
      checks(checks);
      out.append("</details>\n");
    }
  }

  private void checks(List<Check> checks) {
    if (checks.isEmpty()) {
      return;
    }
    out.append("<ul class=\"checks\">\n");
    for (Check check : checks) {
      String got =
          check.ok() && check.wanted().contains(check.got())
              ? ""
              : "<span class=\"got\">%s</span>".formatted(Html.escape(check.got()));
      out.append(
          """
          <li class="%s"><span class="mark">%s</span><span class="field">%s</span>
          <span class="value"><span class="wanted">%s</span>%s</span></li>
          """
              .formatted(
                  check.ok() ? "ok" : "failed",
                  check.ok() ? LinkState.OK.mark : LinkState.FAILED.mark,
                  Html.escape(check.field()),
                  Html.escape(check.wanted()),
                  got));
    }
    out.append("</ul>\n");
  }

  private void fields(Map<String, String> fields) {
    if (fields.isEmpty()) {
      return;
    }
    out.append("<dl class=\"fields\">\n");
    fields.forEach(
        (name, value) ->
            out.append(
                "<dt>%s</dt><dd>%s</dd>%n".formatted(Html.escape(name), Html.escape(value))));
    out.append("</dl>\n");
  }

  private void notChecked(Verdict verdict) {
    if (verdict.notChecked().isEmpty()) {
      return;
    }
    out.append("<section class=\"unasked\"><h2>Not checked</h2>\n<ul>\n");
    for (String text : verdict.notChecked()) {
      out.append("<li>").append(Html.escape(text)).append("</li>\n");
    }
    out.append("</ul></section>\n");
  }
}
