package coffer.lint;

import coffer.arm.ArmTemplate;
import coffer.bytes.MalformedException;
import coffer.config.GeneratorConfig;
import coffer.json.Json;
import coffer.pod.VirtualNodeYaml;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.GroupSettings;
import coffer.template.GroupSettings.Platform;
import coffer.template.ImageNames;
import coffer.template.Members;
import coffer.template.Questions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the generator takes a document at all. Only asked when nothing else is an error in it,
/// since the generator stops at the first one that it meets and says less of it.
final class GeneratorChecks {
  private static final Pattern PLACED =
      Pattern.compile("line ([0-9]{1,9}), column ([0-9]{1,9}): (.*)", Pattern.DOTALL);

  private final Findings findings;

  GeneratorChecks(Findings findings) {
    this.findings = findings;
  }

  /// A template with at least one group. Parameters that are open get some text, so that only its
  /// shape counts.
  void template(SourceFile file, List<SourceFile> parameterFiles) {
    Json.ObjectBuilder values = Json.object();
    Members.members(file.value(), "parameters")
        .forEach((name, declaration) -> value(name, declaration, parameterFiles, values));
    Json.Obj all = values.build();
    String given =
        all.members().isEmpty() ? "" : Json.object().put("parameters", all).build().toCompact();
    check(file.name(), settings -> ArmTemplate.parse(file.text(), given).groups(settings));
  }

  /// The entry for a declared parameter: that of the last file that has one.
  private static void value(
      String name, Json declaration, List<SourceFile> files, Json.ObjectBuilder values) {
    if (isOpenText(declaration)) {
      values.put(name, Json.object().put("value", "x").build());
    }
    for (SourceFile file : files) {
      Json given = Members.members(file.value(), "parameters").get(name);
      if (given != null) {
        values.put(name, given);
      }
    }
  }

  private static boolean isOpenText(Json declaration) {
    return declaration instanceof Json.Obj(Map<String, Json> members)
        && !members.containsKey("defaultValue")
        && Members.get(declaration, "type") instanceof Json.Str(String type)
        && (type.equalsIgnoreCase("string") || type.equalsIgnoreCase("secureString"));
  }

  void configuration(SourceFile file) {
    check(
        file.name(),
        settings -> GeneratorConfig.parse(file.text(), new ImageNames(Map.of())).group(settings));
  }

  void pods(String file, String text) {
    check(file, settings -> VirtualNodeYaml.parse(text).groups(settings));
  }

  private interface Generation {
    void with(GroupSettings settings);
  }

  private void check(String file, Generation generation) {
    if (findings.hasErrors()) {
      return;
    }
    try {
      generation.with(settings(Platform.LINUX));
    } catch (MalformedException e) {
      if (!isTaken(generation, Platform.WINDOWS)) {
        add(file, e.getMessage());
      }
    }
  }

  /// The generator's errors begin with the place, when they have one.
  private void add(String file, String problem) {
    Matcher placed = PLACED.matcher(problem);
    if (placed.matches()) {
      int line = Integer.parseInt(placed.group(1));
      int column = Integer.parseInt(placed.group(2));
      findings.add(RunLint.NOT_GENERATED, new Place(file, line, column, ""), placed.group(3));
    } else {
      findings.add(RunLint.NOT_GENERATED, new Place(file, 1, 1, ""), problem);
    }
  }

  private static boolean isTaken(Generation generation, Platform platform) {
    try {
      generation.with(settings(platform));
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private static GroupSettings settings(Platform platform) {
    return new GroupSettings(platform, false, true, null, true, List.of(), Questions.APPROVE);
  }
}
