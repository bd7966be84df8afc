package coffer.lint;

import static coffer.lint.Samples.PARAMETERS;
import static coffer.lint.Samples.env;
import static coffer.lint.Samples.expression;
import static coffer.lint.Samples.template;

/// Documents with one thing wrong in a template, its group, or a configuration.
final class TemplateCases {
  static final Cases CASES = new Cases();

  static {
    CASES.found(
        TemplateLint.CONSTRUCT_IGNORED,
        template("", "\"copy\": {\"name\": \"c\", \"count\": 2},", "")
            .replace("\"image\": \"", "\"image\": \"[concat(copyIndex(), '\"")
            .replace("\"[concat(copyIndex(), '\"", "\"[concat('x', copyIndex(), '")
            .replace("1\"}}]}}]}", "1')]\"}}]}}]}"),
        template("").replace("containerGroups", "ContainerGroups"),
        template("\"command\": \"[variables('list')]\",", "", PARAMETERS),
        template("", "\"condition\": \"[equals(1, 2)]\",", ""),
        template("\"copy\": [{\"name\": \"command\", \"count\": 1, \"input\": \"/app\"}],"),
        "{\"resources\": {\"g\": "
            + template("")
                .strip()
                .replaceFirst("(?s).*?\"resources\": \\[", "")
                .replaceFirst("\\]\\}$", "")
            + "}}",
        "{\"resources\": [{\"type\": \"Microsoft.Resources/deployments\", \"name\": \"n\","
            + "\"properties\": {\"template\": "
            + template("")
            + "}}]}");
    CASES.found(TemplateLint.DUPLICATE_KEY, "{\"resources\": [], \"resources\": []}");
    CASES.found(
        TemplateLint.EXPRESSION_KEPT,
        expression("[concat('a', 'b')]"),
        expression("[parameters('loc')]"));
    CASES.found(TemplateLint.EXPRESSION_MANGLED, expression("[variables('v')]"), expression("[[x"));
    CASES.found(TemplateLint.EXPRESSION_NOT_EVALUATED, expression("--x=[parameters('p')]"));
    CASES.found(
        RunLint.NOT_GENERATED,
        template("\"command\": \"/app\",")
            .replaceFirst("\"ccePolicy\": \"[^\"]+\"", "\"ccePolicy\": \"\""),
        "kind: Pod\nspec:\n  containers: [{name: c}]\n",
        "kind: Pod\nspec: {}\n",
        "{\"containers\": [{\"properties\": {\"image\": \"%s\", \"workingDir\": \"x\"}}]}"
            .formatted(Samples.IMAGE));
    CASES.found(
        RunLint.RULE_WITHOUT_PATTERN,
        "[{\"id\": \"i\", \"env_rules\": [{\"name\": \"A\", \"value\": \".+\"}]}]",
        "{\"layers\": [], \"env_rules\": [{\"name\": \"A\"}]}");
    CASES.found(
        RunLint.FRAGMENT_SVN_ORDER,
        "{\"containers\": [], \"fragments\": [{\"feed\": \"f\", \"issuer\": \"i\"}]}");
    CASES.found(
        TemplateLint.IDENTITY_VARIABLES,
        template("", "\"identity\": {\"type\": \"SystemAssigned\"},", ""));
    CASES.found(TemplateLint.KEY_IGNORED, template("\"workingDir\": \"/x\","));
    CASES.found(TemplateLint.PARAMETER_EMPTY, expression("[parameters('p')]"));
    CASES.found(TemplateLint.PARAMETER_WILDCARD, expression("[parameters('open')]"));
    CASES.found(
        TemplateLint.POLICY_MISSING,
        template("").replaceFirst("\"ccePolicy\": \"[^\"]+\"", "\"ccePolicy\": \"\""));
    CASES.found(
        TemplateLint.POLICY_STALE,
        template("").replace("\"name\": \"app\"", "\"name\": \"other\""),
        template("").replace(Samples.IMAGE, Samples.IMAGE.replace("app", "other")),
        template("\"command\": [\"/other\"],"));
    CASES.found(
        TemplateLint.REGISTRY_PASSWORD,
        template("")
            .replace(
                "\"properties\": {\n",
                "\"properties\": {\"imageRegistryCredentials\": [{\"server\": \"s\","
                    + " \"password\": \"hunter2\"}],\n"));
    CASES.found(
        TemplateLint.SIDECAR_FIRST,
        template("").replace(Samples.IMAGE, "mcr.microsoft.com/aci/atlas-netstats:1"));
    CASES.found(TemplateLint.TAGS_RESTORE_FRAGMENT, template("", "\"tags\": {\"a\": \"b\"},", ""));
    CASES.found(TemplateLint.VARIABLE_UNCOVERED, template(env("\"value\": \"2\"")));
    CASES.found(
        TemplateLint.VOLUME_TYPES,
        template("")
            .replace(
                "\"properties\": {\n",
                "\"properties\": {\"volumes\": [{\"name\": \"v\", \"emptyDir\": {},"
                    + " \"secret\": {}}],\n"));
  }

  private TemplateCases() {}
}
