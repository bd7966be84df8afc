package coffer.evidence;

import coffer.json.Json;

/// One question that was asked of the evidence, and its answer.
///
/// `id` is stable and documented in docs/reference/verdict.md; `field` is the specification's name
/// of what was looked at; `wanted` and `got` are for people.
public record Check(Kind kind, String id, String field, String wanted, String got, boolean ok) {
  /// Which of the two questions a check belongs to.
  public enum Kind {
    /// Is the evidence authentic?
    VERIFICATION,
    /// Is it what the caller wants?
    APPRAISAL
  }

  /// A check of [Kind#VERIFICATION].
  public static Check verified(String id, String field, String wanted, String got, boolean ok) {
    return new Check(Kind.VERIFICATION, id, field, wanted, got, ok);
  }

  /// A check of [Kind#APPRAISAL].
  public static Check appraised(String id, String field, String wanted, String got, boolean ok) {
    return new Check(Kind.APPRAISAL, id, field, wanted, got, ok);
  }

  /// The members `id`, `field`, `wanted`, `got` and `ok`.
  public Json toJson() {
    return Json.object()
        .put("id", id)
        .put("field", field)
        .put("wanted", wanted)
        .put("got", got)
        .put("ok", ok)
        .build();
  }

  /// `host_data: abc wanted, found def`.
  @Override
  public String toString() {
    return field + ": " + wanted + (ok ? "" : " wanted, found " + got);
  }
}
