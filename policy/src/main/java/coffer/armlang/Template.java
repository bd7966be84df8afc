package coffer.armlang;

import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An ARM template, ready to be evaluated.
public final class Template {
  private final SourceFile file;
  private final Json.Obj root;

  private Template(SourceFile file, Json.Obj root) {
    this.file = file;
    this.root = root;
  }

  /// Takes a document as a template; every error of the document and of the evaluation is a
  /// [coffer.bytes.MalformedException] that begins with file, line, column and JSON path.
  public static Template of(SourceFile file) {
    return switch (file.checkedValue()) {
      case Json.Obj object -> new Template(file, object);
      case Json other ->
          throw file.place(JsonPath.ROOT).malformed("an object wanted, found " + other.kind());
    };
  }

  /// Evaluates the template as far as `facts` go. Linked templates are looked up in `links`.
  public EvaluatedTemplate evaluate(
      ParameterValues given, DeploymentFacts facts, LinkedTemplates links) {
    Evaluation evaluation = new Evaluation(links);
    Origin origin = new Origin(file, JsonPath.ROOT);
    Scope scope = new Scope(evaluation, root, origin, given, facts);
    Frame frame = Frame.of(scope);
    scope.checkParameters();
    List<Part> parts = new Resources(evaluation, scope, root, origin, frame, 0).all();
    Value outputs =
        Outputs.of(evaluation, new NestedDeployments.Opened(scope, root, origin, frame));
    return rendered(evaluation, parts, outputs, origin);
  }

  private EvaluatedTemplate rendered(
      Evaluation evaluation, List<Part> parts, Value outputs, Origin origin) {
    Rendering rendering = new Rendering(evaluation);
    List<EvaluatedTemplate.Resource> resources = new ArrayList<>();
    List<Json> written = new ArrayList<>();
    for (Part part : parts) {
      JsonPath path = JsonPath.ROOT.member("resources").item(written.size());
      Json.Obj json = withCondition(rendering, part, path);
      written.add(json);
      resources.add(
          new EvaluatedTemplate.Resource(
              type(json), json, path, part.origin().place(), condition(part)));
    }
    Json shown = rendering.json(outputs, JsonPath.ROOT.member("outputs"), origin);
    Json.ObjectBuilder json = Json.object();
    for (String name : List.of("$schema", "contentVersion")) {
      root.get(name).ifPresent(value -> json.put(name, value));
    }
    json.put("parameters", OpenParameter.declarations(evaluation.open));
    json.put("resources", written);
    if (root.get("outputs").isPresent()) {
      json.put("outputs", shown);
    }
    return new EvaluatedTemplate(
        json.build(),
        resources,
        rendering.symbols(),
        evaluation.open,
        evaluation.skipped,
        rendering.places());
  }

  private static Json.Obj withCondition(Rendering rendering, Part part, JsonPath path) {
    Map<String, Json> members = new LinkedHashMap<>();
    Expression condition = part.condition();
    if (condition != null) {
      members.put(
          "condition",
          rendering.symbol(condition, path.member("condition"), part.origin().member("condition")));
    }
    if (rendering.json(part.value(), path, part.origin()) instanceof Json.Obj(var rest)) {
      members.putAll(rest);
    }
    if (members.get("type") instanceof Json.Str(String type)) {
      members.put("type", Json.of(EvaluatedTemplate.canonical(type)));
    }
    return new Json.Obj(members);
  }

  private static String type(Json.Obj resource) {
    return resource.get("type").orElse(Json.NULL) instanceof Json.Str(String type) ? type : "";
  }

  private static @Nullable String condition(Part part) {
    return part.condition() == null ? null : "[" + part.condition() + "]";
  }
}
