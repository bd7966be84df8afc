package coffer.armlang;

import coffer.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters that a template declares (ARM, "Parameters in ARM templates").
final class DeclaredParameters {
  private static final Map<String, String> TYPES =
      Map.of(
          "string", "string",
          "securestring", "string",
          "int", "int",
          "bool", "bool",
          "object", "object",
          "secureobject", "object",
          "array", "array");
  private static final Set<String> SECURE = Set.of("securestring", "secureobject");

  private final Evaluation evaluation;
  private final Scope scope;
  private final Json.Obj declared;
  private final Origin origin;
  private final ParameterValues given;
  private final Map<String, Value> values = new HashMap<>();

  DeclaredParameters(
      Evaluation evaluation,
      Scope scope,
      Json.Obj template,
      Origin templateOrigin,
      ParameterValues given) {
    this.evaluation = evaluation;
    this.scope = scope;
    this.origin = templateOrigin.member("parameters");
    this.given = given;
    this.declared =
        switch (template.get("parameters").orElse(Json.NULL)) {
          case Json.Obj object -> object;
          case Json.Null() -> Json.object().build();
          case Json other ->
              throw origin.place().malformed("an object wanted, found " + other.kind());
        };
  }

  void check() {
    given.check(List.copyOf(declared.members().keySet()));
    for (String name : declared.members().keySet()) {
      Evaluation.placed(origin.member(name), () -> scope.parameter(name));
    }
  }

  Value value(String name) {
    String exact = Scope.exactName(declared, name);
    if (exact == null) {
      throw new ExpressionException("the parameter '" + name + "' is not declared");
    }
    Value known = values.get(exact);
    if (known == null) {
      Origin place = origin.member(exact);
      if (!(declared.get(exact).orElse(Json.NULL) instanceof Json.Obj declaration)) {
        throw place.place().malformed("an object that declares the parameter wanted");
      }
      known = computed(exact, declaration, place);
      values.put(exact, known);
    }
    return known;
  }

  private Value computed(String name, Json.Obj declaration, Origin place) {
    String written =
        declaration.get("type").orElse(Json.NULL) instanceof Json.Str(String type) ? type : "";
    String type = TYPES.get(written.toLowerCase(Locale.ROOT));
    if (type == null && declaration.get("$ref").isEmpty()) {
      throw place
          .member("type")
          .place()
          .malformed(
              "one of string, secureString, int, bool, object, secureObject, array wanted, found '"
                  + written
                  + "'");
    }
    Given value = given.find(name);
    if (SECURE.contains(written.toLowerCase(Locale.ROOT))) {
      refuseSetting(name, value);
      return open(name, written, "secure", declaration);
    }
    if (value instanceof Given.VaultSecret(String secret, _)) {
      return open(name, written, "secret '" + secret + "' of a key vault", declaration);
    }
    Value result = chosen(value, declaration, place, type);
    if (result == null) {
      return open(name, written, "no value", declaration);
    }
    Origin where = value == null ? place.member("defaultValue") : value.origin();
    if (type != null) {
      new ParameterCheck(declaration, where).check(type, result);
    }
    return result;
  }

  private static void refuseSetting(String name, @Nullable Given value) {
    if (value instanceof Given.Literal(_, Origin where) && where.path().parent() == null) {
      throw where
          .place()
          .malformed("'" + name + "' is secure and never looked into; leave the setting out");
    }
  }

  private @Nullable Value chosen(
      @Nullable Given value, Json.Obj declaration, Origin place, @Nullable String type) {
    return switch (value) {
      case Given.Evaluated(Value evaluated, _) -> evaluated;
      case Given.Literal(Json json, Origin where) ->
          evaluation.literal(ParameterCheck.typed(json, where, type), where);
      case Given.VaultSecret _ -> null;
      case null -> {
        if (declaration.get("defaultValue").isPresent()) {
          yield evaluation.value(
              declaration.get("defaultValue").get(),
              place.member("defaultValue"),
              Frame.of(scope).asDefault());
        }
        boolean nullable = declaration.get("nullable").orElse(Json.NULL).equals(Json.of(true));
        yield nullable ? new Value.Null() : null;
      }
    };
  }

  private Value open(String name, String type, String reason, Json.Obj declaration) {
    List<Json> allowed =
        declaration.get("allowedValues").orElse(Json.NULL) instanceof Json.Arr(List<Json> all)
            ? all
            : List.of();
    evaluation.open.putIfAbsent(
        name, new OpenParameter(name, type.isEmpty() ? "string" : type, reason, allowed));
    return new Value.Unknown(Expression.Call.of("parameters", new Expression.Literal(name)));
  }
}
