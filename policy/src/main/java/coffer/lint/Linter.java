package coffer.lint;

import coffer.armlang.DeploymentFacts;
import coffer.armlang.LinkedTemplates;
import coffer.armlang.ParameterValues;
import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// Looks at a document of any kind that leads to a policy.
public final class Linter {
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]+={0,2}\\s*");
  private static final Pattern REGO = Pattern.compile("\\A(?:\\s|#[^\\n]*+\\n)*+package\\s+\\S");

  /// An object, a list of objects, or a comment before either.
  private static final Pattern JSON = Pattern.compile("\\A\\s*(\\{|//|/\\*|\\[\\s*\\{)");

  private final List<SourceFile> parameterFiles;
  private final ParameterValues parameters;
  private final DeploymentFacts facts;
  private final LinkedTemplates links;

  /// The parameters and facts are those of every template that is looked at.
  public Linter(
      List<SourceFile> parameterFiles,
      ParameterValues parameters,
      DeploymentFacts facts,
      LinkedTemplates links) {
    this.parameterFiles = List.copyOf(parameterFiles);
    this.parameters = parameters;
    this.facts = facts;
    this.links = links;
  }

  /// Without any parameters and facts, and no linked templates.
  public static Linter plain() {
    return new Linter(
        List.of(), ParameterValues.none(), DeploymentFacts.NONE, LinkedTemplates.NONE);
  }

  /// The findings on a policy text, as of a file `name`.
  public static List<Finding> policy(String name, PolicyText policy) {
    Findings findings = new Findings();
    new PolicyChecks(PolicySource.file(name, policy.text()), findings).check();
    return findings.sorted();
  }

  /// The findings on an ARM template, a generator configuration, container definitions, Kubernetes
  /// resources, or a policy as text or in base64; which one it is can be seen from `text`.
  public List<Finding> lint(String name, String text) {
    Findings findings = new Findings();
    String start = text.startsWith("\ufeff") ? text.substring(1) : text;
    if (text.isBlank() || REGO.matcher(text).find()) {
      new PolicyChecks(PolicySource.file(name, text), findings).check();
    } else if (JSON.matcher(start).find()) {
      json(SourceFile.parse(name, text), findings);
    } else if (BASE64.matcher(text).matches()) {
      base64(name, text, findings);
    } else {
      List<YamlPart> documents = PodFile.documents(name, text);
      if (documents.stream().allMatch(document -> document.members().isEmpty())) {
        throw new MalformedException(
            name
                + ": a template, a configuration, container definitions, Kubernetes resources or a"
                + " policy wanted, found none of them");
      }
      new PodChecks(documents, findings).check();
      new GeneratorChecks(findings).pods(name, text);
    }
    return findings.sorted();
  }

  private void json(SourceFile file, Findings findings) {
    if (ConfigChecks.isConfig(file.value())) {
      new ConfigChecks(file, findings).check();
      new GeneratorChecks(findings).configuration(file);
    } else if (DefinitionChecks.isDefinitions(file.value())) {
      new DefinitionChecks(findings).documents(file);
    } else {
      new TemplateChecks(
              new TemplateInput(file, parameterFiles, parameters, facts, links), findings)
          .check();
    }
  }

  private static void base64(String name, String text, Findings findings) {
    String policy;
    try {
      policy = new String(Base64Text.decode(text.strip()), StandardCharsets.UTF_8);
    } catch (MalformedException e) {
      throw e.within(name);
    }
    Place place = new Place(name, 1, 1, JsonPath.ROOT.toString());
    new PolicyChecks(PolicySource.packed(place, policy), findings).check();
  }
}
