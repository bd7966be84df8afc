package coffer.armlang;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a parameter's value is what its declaration wants. Values are never told in messages.
record ParameterCheck(Json.Obj declaration, Origin where) {
  /// Text given for a parameter of another type is read as JSON, as single settings need it.
  static Json typed(Json given, Origin where, @Nullable String type) {
    boolean setting = where.path().parent() == null;
    if (!setting
        || type == null
        || type.equals("string")
        || !(given instanceof Json.Str(String text))) {
      return given;
    }
    try {
      return Json.parse(text);
    } catch (MalformedException e) {
      throw where.place().malformed("JSON of type " + type + " wanted: " + e.getMessage());
    }
  }

  void check(String type, Value value) {
    if (value instanceof Value.Unknown) {
      return;
    }
    if (value instanceof Value.Null && declaration.get("nullable").isPresent()) {
      return;
    }
    if (!value.type().equals(type)) {
      throw where
          .place()
          .malformed("a value of type %s wanted, found %s".formatted(type, value.kind()));
    }
    if (value.known()) {
      allowed(value);
      bounds(value);
    }
  }

  private void allowed(Value value) {
    if (!(declaration.get("allowedValues").orElse(Json.NULL) instanceof Json.Arr(var allowed))) {
      return;
    }
    // Of a list, every item may be one of the allowed values.
    List<Value> parts = value instanceof Value.Arr list ? list.items() : List.of(value);
    boolean whole = allowed.stream().anyMatch(one -> Equality.same(Value.of(one), value));
    for (Value part : parts) {
      if (!whole && allowed.stream().noneMatch(one -> Equality.same(Value.of(one), part))) {
        throw where
            .place()
            .malformed(
                "one of the allowed values %s wanted".formatted(new Json.Arr(allowed).toCompact()));
      }
    }
  }

  private void bounds(Value value) {
    switch (value) {
      case Value.Num(String number) -> bound("minValue", "maxValue", Numbers.decimal(number));
      case Value.Text(String text) ->
          bound("minLength", "maxLength", BigDecimal.valueOf(text.length()));
      case Value.Arr list ->
          bound("minLength", "maxLength", BigDecimal.valueOf(list.items().size()));
      case Value.Null _, Value.Bool _, Value.Obj _, Value.Unknown _ -> {}
    }
  }

  private void bound(String least, String most, BigDecimal found) {
    if (declaration.get(least).orElse(Json.NULL) instanceof Json.Num(String minimum)
        && found.compareTo(Numbers.decimal(minimum)) < 0) {
      throw where.place().malformed("%s %s wanted, found %s".formatted(least, minimum, found));
    }
    if (declaration.get(most).orElse(Json.NULL) instanceof Json.Num(String maximum)
        && found.compareTo(Numbers.decimal(maximum)) > 0) {
      throw where.place().malformed("%s %s wanted, found %s".formatted(most, maximum, found));
    }
  }
}
