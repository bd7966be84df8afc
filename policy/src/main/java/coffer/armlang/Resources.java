package coffer.armlang;

import coffer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The resources of one template: conditions decided, loops unrolled, nested templates put in the
/// place of their deployments.
final class Resources {
  private static final Set<String> DECIDED = Set.of("condition", "copy", "existing");

  private final Evaluation evaluation;
  private final Scope scope;
  private final Json.Obj template;
  private final Origin origin;
  private final Frame frame;
  private final int depth;
  private final NestedDeployments nested;

  /// `scope` is the template's own, or that of the template around it.
  Resources(
      Evaluation evaluation,
      Scope scope,
      Json.Obj template,
      Origin origin,
      Frame frame,
      int depth) {
    this.evaluation = evaluation;
    this.scope = scope;
    this.template = template;
    this.origin = origin;
    this.frame = frame;
    this.depth = depth;
    this.nested = new NestedDeployments(evaluation, scope, depth);
  }

  List<Part> all() {
    Origin place = origin.member("resources");
    Map<Origin, Json.Obj> declared = declared(place);
    if (scope.origin().equals(origin)) {
      declared.forEach((where, resource) -> nested.register(where, resource, frame));
      scope.deployments(nested::outputs);
    }
    List<Part> parts = new ArrayList<>();
    declared.forEach((where, resource) -> add(resource, where, parts));
    return parts;
  }

  /// A list, or an object by symbolic name (languageVersion 2.0).
  private Map<Origin, Json.Obj> declared(Origin place) {
    Map<Origin, Json.Obj> all = new LinkedHashMap<>();
    switch (template.get("resources").orElse(Json.NULL)) {
      case Json.Arr(List<Json> items) -> {
        for (int i = 0; i < items.size(); i++) {
          all.put(place.item(i), resource(items.get(i), place.item(i)));
        }
      }
      case Json.Obj(Map<String, Json> members) ->
          members.forEach(
              (name, item) -> all.put(place.member(name), resource(item, place.member(name))));
      case Json.Null() -> {}
      case Json other ->
          throw place.place().malformed("a list of resources wanted, found " + other.kind());
    }
    return all;
  }

  private static Json.Obj resource(Json item, Origin place) {
    return switch (item) {
      case Json.Obj object -> object;
      case Json other -> throw place.place().malformed("an object wanted, found " + other.kind());
    };
  }

  private void add(Json.Obj resource, Origin place, List<Part> parts) {
    if (Json.of(true).equals(resource.get("existing").orElse(Json.NULL))) {
      evaluation.skip(place, "it exists already and is only referred to");
      return;
    }
    if (!(resource.get("copy").orElse(Json.NULL) instanceof Json.Obj copy)) {
      addOne(resource, place, frame, parts);
      return;
    }
    CopyLoop loop = CopyLoop.read(evaluation, copy, place.member("copy"), frame);
    Integer count = loop.count();
    if (count == null) {
      addOpenLoop(resource, loop, place, parts);
      return;
    }
    if (count == 0) {
      evaluation.skip(place, "its copy loop has no iterations");
    }
    for (int i = 0; i < count; i++) {
      addOne(resource, place, frame.withLoop(loop.name(), Value.Num.of(i)), parts);
    }
  }

  /// A loop whose length is not known stays a loop around one resource.
  private void addOpenLoop(Json.Obj resource, CopyLoop loop, Origin place, List<Part> parts) {
    Value index =
        new Value.Unknown(Expression.Call.of("copyIndex", new Expression.Literal(loop.name())));
    List<Part> once = new ArrayList<>();
    addOne(resource, place, frame.withLoop(loop.name(), index), once);
    for (Part part : once) {
      Map<String, Value> members = new LinkedHashMap<>(part.value().members());
      members.put("copy", loop.toValue());
      Value.Obj value = new Value.Obj(members);
      evaluation.origins().put(value, part.origin());
      parts.add(new Part(value, part.origin(), part.condition()));
    }
  }

  private void addOne(Json.Obj resource, Origin place, Frame inner, List<Part> parts) {
    Value condition =
        resource.get("condition").isEmpty()
            ? new Value.Bool(true)
            : evaluation.value(resource.get("condition").get(), place.member("condition"), inner);
    switch (condition) {
      case Value.Bool(boolean deployed) when !deployed ->
          evaluation.skip(place, "its condition is false");
      case Value.Bool _ -> parts.addAll(made(resource, place, inner, null));
      case Value.Unknown(Expression open) -> parts.addAll(made(resource, place, inner, open));
      case Value other ->
          throw place
              .member("condition")
              .place()
              .malformed("a boolean wanted, found " + other.kind());
    }
  }

  private List<Part> made(
      Json.Obj resource, Origin place, Frame inner, @Nullable Expression condition) {
    if (isDeployment(resource)) {
      return nested.parts(resource, place, inner, condition);
    }
    Map<String, Value> members = new LinkedHashMap<>();
    resource
        .members()
        .forEach(
            (name, member) -> {
              if (name.equals("resources")) {
                members.put(name, children(resource, place, inner));
              } else if (!DECIDED.contains(name)) {
                members.put(name, evaluation.value(member, place.member(name), inner));
              }
            });
    Value.Obj value = Evaluation.placed(place, () -> new Value.Obj(members));
    evaluation.origins().put(value, place);
    return List.of(new Part(value, place, condition));
  }

  /// Resources inside a resource.
  private Value children(Json.Obj resource, Origin place, Frame inner) {
    if (depth > NestedDeployments.MAX_DEPTH) {
      throw place.place().malformed("nested deeper than " + NestedDeployments.MAX_DEPTH);
    }
    List<Part> parts = new Resources(evaluation, scope, resource, place, inner, depth + 1).all();
    return new Value.Arr(parts.stream().<Value>map(Part::value).toList());
  }

  static boolean isDeployment(Json.Obj resource) {
    return resource.get("type").orElse(Json.NULL) instanceof Json.Str(String type)
        && type.toLowerCase(Locale.ROOT).equals("microsoft.resources/deployments");
  }
}
