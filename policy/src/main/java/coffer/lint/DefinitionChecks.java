package coffer.lint;

import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.StopSignals;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What there is to say about container definitions (`--with-containers`), and about the images and
/// pods that they are made of.
final class DefinitionChecks {
  private static final Json WRITTEN_SIGNAL = Json.of(3);

  private final Findings findings;

  DefinitionChecks(Findings findings) {
    this.findings = findings;
  }

  /// Whether a document is a definition or a list of them.
  static boolean isDefinitions(Json document) {
    return switch (document) {
      case Json.Arr(List<Json> items) ->
          !items.isEmpty() && items.stream().allMatch(DefinitionChecks::isDefinition);
      case Json other -> isDefinition(other);
    };
  }

  private static boolean isDefinition(Json value) {
    return value instanceof Json.Obj object
        && object.get("resources").isEmpty()
        && object.get("containers").isEmpty()
        && (object.get("layers").isPresent() || object.get("env_rules").isPresent());
  }

  void documents(SourceFile file) {
    switch (file.value()) {
      case Json.Arr(List<Json> items) -> {
        for (int i = 0; i < items.size(); i++) {
          definition(file, items.get(i), JsonPath.ROOT.item(i));
        }
      }
      case Json single -> definition(file, single, JsonPath.ROOT);
    }
  }

  private void definition(SourceFile file, Json definition, JsonPath path) {
    if (Members.get(definition, "id") instanceof Json.Str(String image)) {
      ImageNames.check(image, file.place(path.member("id")), findings);
    }
    if (!(Members.get(definition, "env_rules") instanceof Json.Arr(List<Json> rules))) {
      return;
    }
    for (int i = 0; i < rules.size(); i++) {
      Place place = file.place(path.member("env_rules").item(i));
      Json rule = rules.get(i);
      if (Members.get(rule, "pattern") instanceof Json.Null) {
        findings.add(
            RunLint.RULE_WITHOUT_PATTERN,
            place,
            "the rule for '%s' has no pattern"
                .formatted(PythonText.str(Members.get(rule, "name"))));
      }
    }
  }

  /// What becomes of the start of a container when its definition is made of an image.
  ///
  /// @param command whether the container has a command of its own
  /// @param args whether it has arguments of its own
  void image(Place place, String label, ImageFacts facts, boolean command, boolean args) {
    ImageDefaults image = facts.defaults();
    boolean hidden = !image.entrypoint().isEmpty() && !image.command().isEmpty();
    if (!command && !args && hidden) {
      findings.add(RunLint.COMMAND_INCOMPLETE, place, label + ": the image's command is left out");
    } else if (!command && args && !image.entrypoint().isEmpty()) {
      findings.add(
          RunLint.COMMAND_INCOMPLETE, place, label + ": the image's entry point is left out");
    }
    String signal = image.stopSignal();
    if (!signal.isEmpty() && !StopSignals.of(signal).equals(List.of(WRITTEN_SIGNAL))) {
      findings.add(
          RunLint.SIGNAL_REPLACED,
          place,
          "%s: the image's stop signal is %s".formatted(label, signal));
    }
  }

  /// The containers of Kubernetes resources, wherever they stand; only those called `name` unless
  /// it is null.
  void pods(List<YamlPart> documents, @Nullable String name, Function<String, ImageFacts> images) {
    for (YamlPart document : documents) {
      if (!PodChecks.KINDS.contains(document.get("kind").text())) {
        continue;
      }
      boolean identity =
          document.get("metadata").get("labels").get(PodChecks.LABEL).text().equals("true");
      for (YamlPart container : containers(document)) {
        if (name == null || container.get("name").text().equals(name)) {
          container(container, identity, images);
        }
      }
    }
  }

  private void container(
      YamlPart container, boolean identity, Function<String, ImageFacts> images) {
    String label = "container '" + container.get("name").text() + "'";
    image(
        container.place(),
        label,
        images.apply(container.get("image").text()),
        !container.get("command").items().isEmpty(),
        !container.get("args").items().isEmpty());
    if (identity) {
      findings.add(
          RunLint.RULE_WITHOUT_PATTERN,
          container.place(),
          label + ": the rules of the workload identity have no pattern");
    }
  }

  private static List<YamlPart> containers(YamlPart part) {
    List<YamlPart> found = new ArrayList<>();
    for (YamlPart member : part.members()) {
      boolean containers = ContainerPlaces.LISTS.contains(member.path().step());
      List<YamlPart> items = member.items();
      if (containers && !items.isEmpty()) {
        found.addAll(items);
      } else {
        found.addAll(containers(member));
        items.forEach(item -> found.addAll(containers(item)));
      }
    }
    return found;
  }
}
