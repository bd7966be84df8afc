package coffer.lint;

import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Findings as a SARIF log (OASIS, Static Analysis Results Interchange Format 2.1.0), which code
/// hosts show beside the lines.
public final class Sarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

  private Sarif() {}

  /// One run of `version` of Coffer.
  public static Json.Obj log(List<Finding> findings, String version) {
    List<Lint> kinds = Lint.all();
    Json driver =
        Json.object()
            .put("name", "coffer")
            .put("version", version)
            .put("rules", kinds.stream().map(Sarif::rule).toList())
            .build();
    Json run =
        Json.object()
            .put("tool", Json.object().put("driver", driver).build())
            .put("columnKind", "utf16CodeUnits")
            .put("results", findings.stream().map(finding -> result(finding, kinds)).toList())
            .build();
    return Json.object()
        .put("$schema", SCHEMA)
        .put("version", "2.1.0")
        .put("runs", List.of(run))
        .build();
  }

  private static Json rule(Lint lint) {
    return Json.object()
        .put("id", lint.id())
        .put("shortDescription", text(lint.text().meaning()))
        .put("help", text("Fix: " + lint.text().fix() + "."))
        .put("defaultConfiguration", level(lint.severity()))
        .build();
  }

  private static Json level(Severity severity) {
    return Json.object().put("level", severity.toString()).build();
  }

  private static Json text(String text) {
    return Json.object().put("text", text).build();
  }

  private static Json result(Finding finding, List<Lint> kinds) {
    Json.ObjectBuilder location = Json.object().put("physicalLocation", physical(finding));
    if (!finding.place().path().isEmpty()) {
      location.put(
          "logicalLocations",
          List.of(Json.object().put("fullyQualifiedName", finding.place().path()).build()));
    }
    return Json.object()
        .put("ruleId", finding.lint().id())
        .put("ruleIndex", kinds.indexOf(finding.lint()))
        .put("level", finding.lint().severity().toString())
        .put("message", text(finding.message() + ". Fix: " + finding.fix() + "."))
        .put("locations", List.of(location.build()))
        .build();
  }

  private static Json physical(Finding finding) {
    return Json.object()
        .put("artifactLocation", Json.object().put("uri", uri(finding.place().file())).build())
        .put(
            "region",
            Json.object()
                .put("startLine", finding.place().line())
                .put("startColumn", finding.place().column())
                .build())
        .build();
  }

  /// A file name as a URI reference (RFC 3986).
  static String uri(String file) {
    StringBuilder uri = new StringBuilder();
    for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (plain || "-._~/".indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append("%%%02X".formatted((int) c));
      }
    }
    return uri.toString();
  }
}
