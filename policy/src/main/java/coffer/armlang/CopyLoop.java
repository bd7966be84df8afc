package coffer.armlang;

import coffer.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A copy loop (ARM, "Resource iteration" and others).
///
/// @param count null when it is not known before the deployment
/// @param expression the count as far as it could be evaluated; null when it is known
record CopyLoop(
    String name, @Nullable Integer count, @Nullable Expression expression, Origin origin) {
  /// Azure's limit on the number of iterations.
  private static final int MAX_COUNT = 800;

  static CopyLoop read(Evaluation evaluation, Json.Obj loop, Origin origin, Frame frame) {
    Value name = evaluation.value(loop.get("name").orElse(Json.NULL), origin.member("name"), frame);
    if (!(name instanceof Value.Text(String text))) {
      throw origin.member("name").place().malformed("text wanted, found " + name.kind());
    }
    Origin place = origin.member("count");
    Value count = evaluation.value(loop.get("count").orElse(Json.NULL), place, frame);
    if (count instanceof Value.Unknown(Expression open)) {
      return new CopyLoop(text, null, open, place);
    }
    int number =
        Evaluation.placed(place, () -> new Arguments("copy", List.of(count)).index(0, MAX_COUNT));
    return new CopyLoop(text, number, null, place);
  }

  /// The loop as a template has it.
  Value toValue() {
    Integer known = count;
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("name", new Value.Text(name));
    members.put(
        "count",
        expression == null
            ? Value.Num.of(known == null ? 0 : known)
            : new Value.Unknown(expression));
    return new Value.Obj(members);
  }

  /// The count, an error when it is not known.
  int knownCount() {
    Integer known = count;
    if (known == null) {
      throw origin
          .place()
          .malformed(
              "the number of copies is not known before the deployment (%s); give it a value"
                  .formatted(expression));
    }
    return known;
  }
}
