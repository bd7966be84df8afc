package coffer.lint;

import static coffer.lint.Severity.ERROR;
import static coffer.lint.Severity.NOTE;
import static coffer.lint.Severity.WARNING;

/// What can be wrong with an ARM template, its parameters, and the policies in it.
enum TemplateLint implements Lint {
  CONSTRUCT_IGNORED(
      ERROR,
      "templates",
      "Compatible mode does not understand this part of the template language and passes over it"
          + " or fails.",
      "generate with --evaluate; or write the group out"),
  DUPLICATE_KEY(
      WARNING,
      "templates",
      "A member stands twice in its object. Compatible mode takes the last one, Azure refuses the"
          + " template.",
      "keep one of them"),
  EXPRESSION_KEPT(
      ERROR,
      "templates",
      "Compatible mode puts an expression into the policy as it is written; no request ever"
          + " matches it.",
      "generate with --evaluate; or make the text a parameter"),
  EXPRESSION_MANGLED(
      ERROR,
      "templates",
      "Compatible mode makes another text of this than Azure does, so the container is denied.",
      "generate with --evaluate; or make the text a parameter"),
  EXPRESSION_NOT_EVALUATED(
      WARNING,
      "templates",
      "An expression inside other text is not evaluated by Azure, which looks only at texts that"
          + " are an expression as a whole.",
      "write the whole text as one expression: [concat(...)]"),
  IDENTITY_VARIABLES(
      WARNING,
      "templates, policies",
      "The service gives containers with a managed identity variables that the default rules do"
          + " not cover: IDENTITY_ENDPOINT, APP_IDENTITY_ENDPOINT and others.",
      "add rules for the variables that the container needs"),
  KEY_IGNORED(
      NOTE,
      "templates",
      "A member of a container means nothing to container instances and is passed over.",
      "remove it, or set it in the image"),
  PARAMETER_EMPTY(
      WARNING,
      "templates",
      "The parameter file gives a value that counts as none (empty, false, 0, null, or a secret of"
          + " a key vault). Compatible mode then allows any value, even where there is a default.",
      "leave the entry out to take the default, or evaluate the template first"),
  PARAMETER_WILDCARD(
      WARNING,
      "templates",
      "A variable's value is known only when the template is deployed. It becomes a pattern for any"
          + " value, or the variable is left out when the question is answered with no.",
      "give the parameter a value, or the rule a pattern of the allowed values"),
  POLICY_MISSING(
      WARNING,
      "templates",
      "The group has no policy yet. Deployed like this, everything is allowed in it.",
      "generate the policy and put it into the template: coffer policy generate"),
  POLICY_STALE(
      ERROR,
      "templates",
      "The policy in the template does not fit the template's containers.",
      "generate the policy again"),
  REGISTRY_PASSWORD(
      WARNING,
      "templates",
      "The password of a registry stands in the template.",
      "make it a secureString parameter without a default"),
  SIDECAR_FIRST(
      ERROR,
      "templates",
      "The group's first container is one of the service's own sidecars, so the whole policy gets"
          + " the form of a sidecar's: without rules, it allows nothing.",
      "put another container first"),
  TAGS_RESTORE_FRAGMENT(
      NOTE,
      "templates",
      "A group with tags gets the service's own fragment even with --exclude-default-fragments.",
      "set the tag Annotate-zero-sidecar to true"),
  VARIABLE_UNCOVERED(
      ERROR,
      "templates",
      "The policy in the template has no rule for a variable of the template.",
      "generate the policy again"),
  VOLUME_TYPES(
      NOTE,
      "templates",
      "A volume is of two kinds at once; the policy takes the last.",
      "keep one kind");

  private final Text text;

  TemplateLint(Severity severity, String subject, String meaning, String fix) {
    this.text = new Text(severity, subject, meaning, fix);
  }

  @Override
  public Text text() {
    return text;
  }
}
