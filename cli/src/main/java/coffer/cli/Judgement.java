package coffer.cli;

import coffer.evidence.Check;
import coffer.evidence.Verdict;
import coffer.json.Json;
import java.util.List;

/// What `coffer verify` has to say about one piece of evidence, as a line of JSON and as a table
/// for people.
sealed interface Judgement {
  /// The folder, file or URL that it is about.
  String name();

  int exitCode();

  Json toJson();

  String toText();

  /// Evidence that could be read, and its verdict.
  record Judged(String name, Verdict verdict, Json.Obj facts, List<EvidenceLink> links)
      implements Judgement {
    public Judged {
      links = List.copyOf(links);
    }

    @Override
    public int exitCode() {
      return switch (verdict) {
        case Verdict.Trusted _ -> ExitCode.OK;
        case Verdict.Rejected _ -> ExitCode.REJECTED;
      };
    }

    @Override
    public Json toJson() {
      Json.ObjectBuilder all = Json.object().put("evidence", name);
      verdict.toJson().members().forEach(all::put);
      return all.put("facts", facts).build();
    }

    @Override
    public String toText() {
      VerdictTable table = new VerdictTable();
      table.title(name);
      verdict.checks().forEach(table::check);
      verdict.notChecked().forEach(table::notChecked);
      String word =
          switch (verdict) {
            case Verdict.Trusted _ -> "trusted";
            case Verdict.Rejected _ -> "rejected";
          };
      table.verdict("%s (%s), judged for %s".formatted(word, verdict.root(), verdict.at()));
      return table.toString();
    }
  }

  /// Evidence that cannot be read.
  record Unreadable(String name, String problem) implements Judgement {
    @Override
    public int exitCode() {
      return ExitCode.MALFORMED;
    }

    @Override
    public Json toJson() {
      Json finding =
          Json.object()
              .put("id", "evidence.format")
              .put("field", "evidence")
              .put("wanted", "evidence that can be read")
              .put("got", problem)
              .put("ok", false)
              .build();
      return Json.object()
          .put("evidence", name)
          .put("verdict", "malformed")
          .put("authentic", false)
          .put("findings", List.of(finding))
          .put("facts", Json.object().build())
          .build();
    }

    @Override
    public String toText() {
      VerdictTable table = new VerdictTable();
      table.title(name);
      table.check(
          new Check(
              Check.Kind.VERIFICATION,
              "evidence.format",
              "evidence",
              "evidence that can be read",
              problem,
              false));
      table.verdict("malformed");
      return table.toString();
    }
  }
}
