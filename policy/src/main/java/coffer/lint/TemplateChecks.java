package coffer.lint;

import coffer.arm.Expressions;
import coffer.arm.Parameters;
import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.Skipped;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.Members;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What there is to say about an ARM template: by what Azure makes of it, and by what compatible
/// mode makes of it.
final class TemplateChecks {
  private static final Set<String> TYPES =
      Set.of(
          "Microsoft.ContainerInstance/containerGroups",
          "Microsoft.ContainerInstance/containerGroupProfiles");
  private static final List<String> POLICY_PARTS =
      List.of("containers", "initContainers", "volumes");

  private final TemplateInput input;
  private final SourceFile file;
  private final Findings findings;

  TemplateChecks(TemplateInput input, Findings findings) {
    this.input = input;
    this.file = input.template();
    this.findings = findings;
  }

  void check() {
    if (!file.repeated().isEmpty()) {
      for (Place place : file.repeated()) {
        findings.add(
            TemplateLint.DUPLICATE_KEY, place, "the member stands here for the second time");
      }
      return;
    }
    EvaluatedTemplate evaluated = input.evaluated();
    Json resources = Members.get(file.value(), "resources");
    JsonPath path = JsonPath.ROOT.member("resources");
    if (resources instanceof Json.Obj && !evaluated.containerGroups().isEmpty()) {
      findings.add(
          TemplateLint.CONSTRUCT_IGNORED,
          file.place(path),
          "resources with symbolic names are not read");
    }
    skipped(evaluated);
    Map<String, EvaluatedTemplate.Resource> first = new HashMap<>();
    for (EvaluatedTemplate.Resource group : evaluated.containerGroups()) {
      EvaluatedTemplate.Resource before = first.putIfAbsent(key(group.place()), group);
      if (before == null) {
        group(evaluated, group);
      } else if (differs(before, group)) {
        findings.add(
            TemplateLint.CONSTRUCT_IGNORED,
            group.place(),
            "the copies of this group differ, and one policy is made for all of them");
      }
    }
    if (!evaluated.containerGroups().isEmpty()) {
      new GeneratorChecks(findings).template(file, input.parameterFiles());
    }
  }

  private static String key(Place place) {
    return place.file() + place.path();
  }

  private static boolean differs(EvaluatedTemplate.Resource one, EvaluatedTemplate.Resource other) {
    Json a = Members.get(one.json(), "properties");
    Json b = Members.get(other.json(), "properties");
    return POLICY_PARTS.stream()
        .anyMatch(part -> !Members.get(a, part).equals(Members.get(b, part)));
  }

  private void skipped(EvaluatedTemplate evaluated) {
    for (Skipped skipped : evaluated.skipped()) {
      if (skipped.reason().contains("condition") && isGroup(at(skipped.place()))) {
        findings.add(
            TemplateLint.CONSTRUCT_IGNORED,
            skipped.place(),
            "the group is not deployed, but compatible mode makes a policy for it");
      }
    }
  }

  private Json at(Place place) {
    if (!place.file().equals(file.name())
        || !(Members.get(file.value(), "resources") instanceof Json.Arr(List<Json> items))) {
      return Json.NULL;
    }
    for (int i = 0; i < items.size(); i++) {
      if (place.path().equals("resources[" + i + "]")) {
        return items.get(i);
      }
    }
    return Json.NULL;
  }

  private static boolean isGroup(Json resource) {
    return Members.get(resource, "type") instanceof Json.Str(String type)
        && TYPES.stream().anyMatch(type::equalsIgnoreCase);
  }

  private void group(EvaluatedTemplate evaluated, EvaluatedTemplate.Resource group) {
    Json source = at(group.place());
    if (source instanceof Json.Null) {
      if (!(Members.get(file.value(), "resources") instanceof Json.Obj)) {
        findings.add(
            TemplateLint.CONSTRUCT_IGNORED,
            group.place(),
            "a group in a nested or linked template is not seen");
      }
    } else {
      if (!(Members.get(source, "type") instanceof Json.Str(String type) && TYPES.contains(type))) {
        findings.add(
            TemplateLint.CONSTRUCT_IGNORED,
            new Place(
                group.place().file(),
                group.place().line(),
                group.place().column(),
                group.place().path() + ".type"),
            "the type is looked for with exactly the letter case of "
                + "Microsoft.ContainerInstance/containerGroups");
      }
      JsonPath sourcePath = path(group.place());
      new ModeChecks(input, compatible(), evaluated, group, source, sourcePath, findings).check();
    }
    new GroupChecks(evaluated, group, findings).check();
  }

  private static JsonPath path(Place place) {
    String index = place.path().replaceAll("\\D", "");
    return JsonPath.ROOT.member("resources").item(Integer.parseInt(index));
  }

  /// The expressions of compatible mode, with its idea of the parameter files.
  private Expressions compatible() {
    Json declared = Members.something(file.value(), "parameters");
    for (SourceFile parameters : input.parameterFiles()) {
      try {
        declared = Parameters.merge(declared, parameters.value());
      } catch (MalformedException e) {
        // the evaluation has told it already, or does not mind
      }
    }
    return new Expressions(declared, Members.something(file.value(), "variables"));
  }
}
