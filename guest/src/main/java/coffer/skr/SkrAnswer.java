package coffer.skr;

import coffer.json.Json;

/// A status code and one JSON document.
record SkrAnswer(int status, Json.Obj body) {
  static SkrAnswer ok(Json.Obj body) {
    return new SkrAnswer(200, body);
  }

  static SkrAnswer error(int status, String problem) {
    return new SkrAnswer(status, Json.object().put("error", problem).build());
  }
}
