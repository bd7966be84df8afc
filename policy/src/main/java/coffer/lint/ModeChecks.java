package coffer.lint;

import coffer.arm.Expressions;
import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.OpenParameter;
import coffer.armlang.Symbol;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.Members;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where compatible mode, which reads a group literally, makes another policy of it than what Azure
/// deploys.
final class ModeChecks {
  private static final Set<String> LOOPS =
      Set.of(
          "containers",
          "initContainers",
          "environmentVariables",
          "volumeMounts",
          "volumes",
          "command");
  private static final Pattern REFERENCE = Pattern.compile("\\[(?:parameters|variables)\\(");
  private static final Pattern PARAMETER =
      Pattern.compile("\\[parameters\\(\\s*'([^'./]+)'\\s*\\)\\]");

  private final TemplateInput input;
  private final SourceFile file;
  private final Expressions compatible;
  private final EvaluatedTemplate evaluated;
  private final Json source;
  private final JsonPath sourcePath;
  private final Json normal;
  private final Findings findings;
  private final Map<String, Symbol> symbols = new HashMap<>();
  private final JsonPath evaluatedPath;

  ModeChecks(
      TemplateInput input,
      Expressions compatible,
      EvaluatedTemplate evaluated,
      EvaluatedTemplate.Resource group,
      Json source,
      JsonPath sourcePath,
      Findings findings) {
    this.input = input;
    this.file = input.template();
    this.compatible = compatible;
    this.evaluated = evaluated;
    this.source = source;
    this.sourcePath = sourcePath;
    this.normal = group.json();
    this.evaluatedPath = group.path();
    this.findings = findings;
    evaluated.symbolsOf(group).forEach(symbol -> symbols.put(symbol.path().toString(), symbol));
  }

  void check() {
    Part properties = new Part(source, sourcePath, normal, evaluatedPath).get("properties");
    loops(properties);
    for (String list : List.of("containers", "initContainers")) {
      for (Part container : properties.get(list).items()) {
        container(container);
      }
    }
  }

  /// The same part of the group as it is written and as it is evaluated.
  private record Part(Json source, JsonPath at, Json normal, JsonPath evaluatedAt) {
    Part get(String name) {
      String exact =
          source instanceof Json.Obj(Map<String, Json> members)
              ? members.keySet().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name)
              : name;
      return new Part(
          Members.get(source, name),
          at.member(exact),
          Members.get(normal, name),
          evaluatedAt.member(exact));
    }

    List<Part> items() {
      if (!(source instanceof Json.Arr(List<Json> items))
          || !(normal instanceof Json.Arr(List<Json> others))
          || items.size() != others.size()) {
        return List.of();
      }
      return IntStream.range(0, items.size())
          .mapToObj(i -> new Part(items.get(i), at.item(i), others.get(i), evaluatedAt.item(i)))
          .toList();
    }
  }

  private void container(Part container) {
    Part properties = container.get("properties");
    loops(properties);
    text(container.get("name"));
    text(properties.get("image"));
    words(properties.get("command"));
    for (Part variable : properties.get("environmentVariables").items()) {
      variable(variable);
    }
    for (Part mount : properties.get("volumeMounts").items()) {
      text(mount.get("mountPath"));
    }
    for (String probe : List.of("readinessProbe", "livenessProbe")) {
      words(properties.get(probe).get("exec").get("command"));
    }
  }

  private void words(Part command) {
    listOfItsOwn(command);
    command.items().forEach(this::text);
  }

  /// A list that is made by an expression or a loop cannot be read literally.
  private void listOfItsOwn(Part list) {
    if (list.source() instanceof Json.Str && list.normal() instanceof Json.Arr) {
      findings.add(
          TemplateLint.CONSTRUCT_IGNORED,
          file.place(list.at()),
          "the list is made by an expression");
    }
  }

  private void loops(Part owner) {
    for (String name : LOOPS) {
      listOfItsOwn(owner.get(name));
    }
    if (Members.get(owner.source(), "copy") instanceof Json.Arr(List<Json> loops)) {
      for (int i = 0; i < loops.size(); i++) {
        if (Members.get(loops.get(i), "name") instanceof Json.Str(String name)
            && LOOPS.contains(name)) {
          findings.add(
              TemplateLint.CONSTRUCT_IGNORED,
              file.place(owner.at().member("copy").item(i)),
              "a loop makes '" + name + "'");
        }
      }
    }
  }

  private void variable(Part variable) {
    Part value = variable.get("value");
    boolean secure = value.source() instanceof Json.Null;
    Part given = secure ? variable.get("secureValue") : value;
    String name = PythonText.str(Members.get(variable.source(), "name"));
    if (given.source() instanceof Json.Num || given.source() instanceof Json.Bool) {
      findings.add(
          PodLint.VALUE_NOT_TEXT,
          file.place(given.at()),
          "%s: text wanted, found %s".formatted(name, given.source().kind()));
      return;
    }
    if (!(given.source() instanceof Json.Str(String text))) {
      return;
    }
    boolean wildcard = isOpenInCompatibleMode(text);
    if (!wildcard && !text.isEmpty() && (secure || isSecretText(name, text))) {
      findings.add(
          ContainerLint.SECRET_IN_POLICY,
          file.place(given.at()),
          "the value of %s becomes a rule of the policy".formatted(name));
    }
    if (wildcard) {
      wildcard(name, text, given);
    } else {
      text(given);
    }
  }

  private static boolean isSecretText(String name, String text) {
    return SecretNames.matches(name) && !text.startsWith("[");
  }

  private boolean isOpenInCompatibleMode(String text) {
    try {
      return Expressions.hasReference(text)
          && compatible.value(text).map(Json.of(text)::equals).orElse(true);
    } catch (MalformedException e) {
      return false;
    }
  }

  private void wildcard(String name, String text, Part given) {
    Matcher parameter = PARAMETER.matcher(text);
    String parameterName = parameter.find() ? parameter.group(1) : "";
    Place entry = entry(parameterName);
    if (entry != null) {
      findings.add(
          TemplateLint.PARAMETER_EMPTY,
          entry,
          "%s may have any value, because the value of '%s' counts as none"
              .formatted(name, parameterName));
      return;
    }
    List<Json> allowed =
        Optional.ofNullable(evaluated.open().get(parameterName))
            .map(OpenParameter::allowed)
            .orElse(List.of());
    String message = "%s may have any value, because '%s' has none";
    findings.add(
        TemplateLint.PARAMETER_WILDCARD,
        file.place(given.at()),
        message.formatted(name, parameterName.isEmpty() ? text : parameterName),
        allowed.isEmpty()
            ? TemplateLint.PARAMETER_WILDCARD.text().fix()
            : "give '%s' a value, or allow its values only: ^%s=%s$"
                .formatted(parameterName, name, pattern(given)));
  }

  private String pattern(Part given) {
    Symbol symbol = symbols.get(given.evaluatedAt().toString());
    return symbol == null ? ".*" : symbol.pattern();
  }

  /// Where a parameter file has an entry of this name.
  private @Nullable Place entry(String parameter) {
    for (SourceFile parameters : input.parameterFiles()) {
      if (Members.get(parameters.value(), "parameters") instanceof Json.Obj(var entries)) {
        for (String name : entries.keySet()) {
          if (name.equalsIgnoreCase(parameter)) {
            return parameters.place(JsonPath.ROOT.member("parameters").member(name));
          }
        }
      }
    }
    return null;
  }

  /// A text that goes into the policy.
  private void text(Part part) {
    if (!(part.source() instanceof Json.Str(String written)) || !written.contains("[")) {
      return;
    }
    Place place = file.place(part.at());
    boolean expression = written.startsWith("[") && written.endsWith("]");
    boolean escaped = written.startsWith("[[");
    if (REFERENCE.matcher(written).find() && (!expression || escaped)) {
      findings.add(
          TemplateLint.EXPRESSION_NOT_EVALUATED,
          place,
          "Azure takes this text as it is; compatible mode puts a value in");
      return;
    }
    Optional<String> literal = literal(written);
    boolean open = symbols.containsKey(part.evaluatedAt().toString());
    if (literal.isEmpty()) {
      findings.add(
          TemplateLint.EXPRESSION_MANGLED, place, "compatible mode fails at this expression");
    } else if (literal.get().equals(written) && expression && !escaped) {
      findings.add(
          TemplateLint.EXPRESSION_KEPT, place, "compatible mode keeps this expression as text");
    } else if (open || !literal.get().equals(meant(part.normal()))) {
      findings.add(
          open ? TemplateLint.EXPRESSION_KEPT : TemplateLint.EXPRESSION_MANGLED,
          place,
          "compatible mode makes another text of this expression than Azure");
    }
  }

  private Optional<String> literal(String written) {
    try {
      return Optional.of(PythonText.str(compatible.replace(Json.of(written))));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static String meant(Json normal) {
    return normal instanceof Json.Str(String text)
        ? (text.startsWith("[[") ? text.substring(1) : text)
        : PythonText.str(normal);
  }
}
