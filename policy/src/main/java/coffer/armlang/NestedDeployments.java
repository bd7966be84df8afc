package coffer.armlang;

import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.SourceFile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Deployments inside a template (`Microsoft.Resources/deployments`), whose template stands in them
/// or is linked.
final class NestedDeployments {
  static final int MAX_DEPTH = 16;

  private final Evaluation evaluation;
  private final Scope outer;
  private final int depth;
  private final Map<String, Registered> byName = new HashMap<>();
  private final Set<String> running = new LinkedHashSet<>();

  /// A deployment that others may refer to by name.
  private record Registered(Json.Obj resource, Origin place, Frame frame) {}

  /// The template of a deployment, ready to be evaluated.
  ///
  /// @param scope its own, or that of the template around it
  record Opened(Scope scope, Json.Obj template, Origin origin, Frame frame) {}

  NestedDeployments(Evaluation evaluation, Scope outer, int depth) {
    this.evaluation = evaluation;
    this.outer = outer;
    this.depth = depth;
  }

  /// Remembers a deployment under its name and its symbolic name.
  void register(Origin place, Json.Obj resource, Frame frame) {
    if (!Resources.isDeployment(resource) || resource.get("copy").isPresent()) {
      return;
    }
    Registered deployment = new Registered(resource, place, frame);
    if (!place.path().item()) {
      byName.put(place.path().step().toLowerCase(Locale.ROOT), deployment);
    }
    if (name(resource, place, frame) instanceof Value.Text(String name)) {
      byName.put(name.toLowerCase(Locale.ROOT), deployment);
    }
  }

  private Value name(Json.Obj resource, Origin place, Frame frame) {
    return evaluation.value(resource.get("name").orElse(Json.NULL), place.member("name"), frame);
  }

  /// The outputs of a deployment of this template as `reference` gives them; null when there is no
  /// such deployment or its template is not at hand.
  @Nullable Value outputs(String name) {
    Registered found = byName.get(name.toLowerCase(Locale.ROOT));
    if (found == null) {
      return null;
    }
    if (!running.add(name)) {
      throw new ExpressionException(
          "the deployments wait for each other: %s -> %s"
              .formatted(String.join(" -> ", running), name));
    }
    try {
      return open(found.resource(), found.place(), found.frame())
          .map(opened -> Outputs.of(evaluation, opened))
          .orElse(null);
    } finally {
      running.remove(name);
    }
  }

  /// The resources of a deployment's template; the deployment itself when that is not at hand.
  List<Part> parts(Json.Obj resource, Origin place, Frame frame, @Nullable Expression condition) {
    if (depth >= MAX_DEPTH) {
      throw place.place().malformed("templates are nested deeper than " + MAX_DEPTH);
    }
    Optional<Opened> opened = open(resource, place, frame);
    if (opened.isEmpty()) {
      return List.of();
    }
    Opened inner = opened.get();
    if (inner.scope() != outer) {
      inner.scope().checkParameters();
    }
    return new Resources(
            evaluation, inner.scope(), inner.template(), inner.origin(), inner.frame(), depth + 1)
        .all().stream()
            .map(part -> new Part(part.value(), part.origin(), and(condition, part.condition())))
            .toList();
  }

  private static @Nullable Expression and(@Nullable Expression one, @Nullable Expression other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Expression.Call.of("and", one, other);
  }

  private Optional<Opened> open(Json.Obj resource, Origin place, Frame frame) {
    Origin at = place.member("properties");
    if (!(resource.get("properties").orElse(Json.NULL) instanceof Json.Obj properties)) {
      throw at.place().malformed("an object with the nested template wanted");
    }
    if (properties.get("template").orElse(Json.NULL) instanceof Json.Obj template) {
      Origin origin = at.member("template");
      return Optional.of(
          isInner(properties)
              ? inner(resource, properties, template, place, origin, frame)
              : new Opened(outer, template, origin, frame));
    }
    return linked(properties, at, frame)
        .map(
            file -> {
              if (!(file.checkedValue() instanceof Json.Obj template)) {
                throw file.place(JsonPath.ROOT).malformed("a template (an object) wanted");
              }
              return inner(
                  resource, properties, template, place, new Origin(file, JsonPath.ROOT), frame);
            });
  }

  private static boolean isInner(Json.Obj properties) {
    return properties.get("expressionEvaluationOptions").orElse(Json.NULL)
            instanceof Json.Obj options
        && options.get("scope").orElse(Json.NULL) instanceof Json.Str(String scope)
        && scope.equalsIgnoreCase("inner");
  }

  private Opened inner(
      Json.Obj resource,
      Json.Obj properties,
      Json.Obj template,
      Origin place,
      Origin origin,
      Frame frame) {
    ParameterValues given =
        parameters(properties, place.member("properties").member("parameters"), frame);
    DeploymentFacts facts = outer.facts();
    if (resource.get("resourceGroup").isPresent()) {
      Value group =
          evaluation.value(
              resource.get("resourceGroup").get(), place.member("resourceGroup"), frame);
      facts = group instanceof Value.Text(String text) ? facts.in(text) : DeploymentFacts.NONE;
    }
    facts =
        facts.named(name(resource, place, frame) instanceof Value.Text(String text) ? text : null);
    Scope scope = new Scope(evaluation, template, origin, given, facts);
    return new Opened(scope, template, origin, Frame.of(scope));
  }

  private ParameterValues parameters(Json.Obj properties, Origin place, Frame frame) {
    Map<String, Given> given = new LinkedHashMap<>();
    if (properties.get("parameters").orElse(Json.NULL) instanceof Json.Obj entries) {
      entries
          .members()
          .forEach(
              (name, entry) -> {
                Origin at = place.member(name);
                if (entry instanceof Json.Obj object && object.get("value").isPresent()) {
                  Json value = object.get("value").get();
                  given.put(
                      name,
                      new Given.Evaluated(evaluation.value(value, at.member("value"), frame), at));
                } else {
                  given.put(name, new Given.VaultSecret(name, at));
                }
              });
    }
    return ParameterValues.of(given);
  }

  private Optional<SourceFile> linked(Json.Obj properties, Origin place, Frame frame) {
    Origin at = place.member("templateLink");
    if (!(properties.get("templateLink").orElse(Json.NULL) instanceof Json.Obj link)) {
      throw place.place().malformed("'template' or 'templateLink' wanted");
    }
    for (String member : List.of("relativePath", "uri", "id")) {
      if (link.get(member).isPresent()) {
        Value target = evaluation.value(link.get(member).get(), at.member(member), frame);
        Optional<SourceFile> file =
            target instanceof Value.Text(String text) && !text.contains(":")
                ? evaluation.links.find(place.file().name(), text)
                : LinkedPath.of(target)
                    .flatMap(path -> evaluation.links.find(place.file().name(), path));
        if (file.isEmpty()) {
          evaluation.skip(
              at.member(member), "the linked template " + Texts.string(target) + " is not at hand");
        }
        return file;
      }
    }
    throw at.place().malformed("'relativePath' or 'uri' wanted");
  }
}
