package coffer.armlang;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one template defines: parameters, variables, functions, and the deployments in it. Values
/// are evaluated when they are asked for the first time.
final class Scope {
  private final Evaluation evaluation;
  private final Json.Obj template;
  private final Origin origin;
  private final DeclaredParameters parameters;
  private final DeploymentFacts facts;
  private final Map<String, Value> variables = new HashMap<>();
  private final Set<String> running = new LinkedHashSet<>();
  private Function<String, @Nullable Value> deployments = _ -> null;

  Scope(
      Evaluation evaluation,
      Json.Obj template,
      Origin origin,
      ParameterValues given,
      DeploymentFacts facts) {
    this.evaluation = evaluation;
    this.template = template;
    this.origin = origin;
    this.facts = facts;
    this.parameters = new DeclaredParameters(evaluation, this, template, origin, given);
  }

  DeploymentFacts facts() {
    return facts;
  }

  Origin origin() {
    return origin;
  }

  /// Tells how the outputs of a deployment in this template are found, by its name.
  void deployments(Function<String, @Nullable Value> outputs) {
    deployments = outputs;
  }

  /// Checks every parameter, also those that nobody asks for.
  void checkParameters() {
    parameters.check();
  }

  Value parameter(String name) {
    return once("parameter", name, () -> parameters.value(name));
  }

  Value variable(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    Value known = variables.get(key);
    if (known == null) {
      known = once("variable", name, () -> computed(name));
      variables.put(key, known);
    }
    return known;
  }

  /// Evaluates, unless that is already going on: then the names go in a circle.
  private Value once(String kind, String name, Supplier<Value> value) {
    String key = kind + " '" + name.toLowerCase(Locale.ROOT) + "'";
    if (!running.add(key)) {
      List<String> circle = new ArrayList<>(running);
      circle = circle.subList(circle.indexOf(key), circle.size());
      throw new ExpressionException(
          "%s depends on itself: %s -> %s".formatted(key, String.join(" -> ", circle), key));
    }
    try {
      return value.get();
    } finally {
      running.remove(key);
    }
  }

  private Value computed(String name) {
    Json.Obj declared = section("variables");
    Origin place = origin.member("variables");
    if (declared.get("copy").orElse(Json.NULL) instanceof Json.Arr copy && isLoops(copy)) {
      for (int i = 0; i < copy.items().size(); i++) {
        if (((Json.Obj) copy.items().get(i)).get("name").orElse(Json.NULL)
                instanceof Json.Str(String loop)
            && loop.equalsIgnoreCase(name)) {
          Json.Arr one = new Json.Arr(List.of(copy.items().get(i)));
          return evaluation
              .loops(one, place.member("copy"), Frame.of(this))
              .values()
              .iterator()
              .next();
        }
      }
    }
    String exact = exactName(declared, name);
    if (exact == null) {
      throw new ExpressionException("the variable '" + name + "' is not declared");
    }
    return evaluation.value(
        declared.get(exact).orElse(Json.NULL), place.member(exact), Frame.of(this));
  }

  private static boolean isLoops(Json.Arr copy) {
    return Evaluation.isLoops(copy);
  }

  /// A member that must be an object; an empty one where it is missing.
  Json.Obj section(String name) {
    return switch (template.get(name).orElse(Json.NULL)) {
      case Json.Obj object -> object;
      case Json.Null() -> Json.object().build();
      case Json other ->
          throw origin.member(name).place().malformed("an object wanted, found " + other.kind());
    };
  }

  static @Nullable String exactName(Json.Obj object, String name) {
    return object.get(name).isPresent()
        ? name
        : object.members().keySet().stream()
            .filter(name::equalsIgnoreCase)
            .findFirst()
            .orElse(null);
  }

  /// Calls `namespace.name`.
  Value userFunction(String name, List<Value> values, Frame frame) {
    UserFunction function =
        UserFunction.find(template, origin, name)
            .orElseThrow(() -> new ExpressionException("the function '" + name + "' is not known"));
    return function.call(evaluation, values, frame.in(this));
  }

  /// Asks Azure, or a deployment in this very template for its outputs.
  Value ask(Expression.Call call, List<Value> arguments) {
    if (call.key().equals("reference") && !arguments.isEmpty()) {
      Optional<String> name = DeploymentName.of(arguments.getFirst().toExpression());
      Value outputs = name.isPresent() ? deployments.apply(name.get()) : null;
      if (outputs != null) {
        boolean full =
            arguments.size() > 2
                && arguments.get(2) instanceof Value.Text(String text)
                && text.equalsIgnoreCase("full");
        Value properties = new Value.Obj(Map.of("outputs", outputs));
        return full ? new Value.Obj(Map.of("properties", properties)) : properties;
      }
    }
    return switch (call.key()) {
      case "deployment" -> deployment(call);
      default -> AzureFunctions.call(call, arguments, facts);
    };
  }

  private Value deployment(Expression.Call call) {
    Map<String, Value> members = new LinkedHashMap<>();
    String name = facts.deployment();
    for (String member : List.of("name", "location", "id", "properties")) {
      members.put(member, new Value.Unknown(new Expression.Member(call, member, false)));
    }
    if (name != null) {
      members.put("name", new Value.Text(name));
    }
    return new Value.Obj(members);
  }
}
