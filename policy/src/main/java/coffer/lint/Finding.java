package coffer.lint;

import coffer.json.Json;
import coffer.source.Place;

/// One thing that was found. Neither text holds a value that may be secret.
///
/// @param message what is there and what comes of it
/// @param fix what to do about it
public record Finding(Lint lint, Place place, String message, String fix) {
  public Finding(Lint lint, Place place, String message) {
    this(lint, place, message, lint.text().fix());
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("id", lint.id())
        .put("severity", lint.severity().toString())
        .put("file", place.file())
        .put("line", place.line())
        .put("column", place.column())
        .put("path", place.path())
        .put("message", message)
        .put("fix", fix)
        .build();
  }
}
