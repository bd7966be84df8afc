package coffer.lint;

import static coffer.lint.Severity.ERROR;
import static coffer.lint.Severity.NOTE;
import static coffer.lint.Severity.WARNING;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Every kind of finding. The id is the constant's name in lower case with hyphens and never
/// changes; docs/reference/lints.md lists them.
public enum Lint {
  ALLOW_ALL(
      ERROR,
      "policies",
      "The policy allows everything, or a rule that decides about containers does.",
      "generate the policy from the template"),
  ANY_VALUE(
      WARNING,
      "policies",
      "A variable may have any value, so the host chooses it.",
      "give the value, or a pattern that lists the allowed ones"),
  CAPABILITY_NAME(
      WARNING,
      "templates, pods",
      "A capability is added or dropped by a name that means nothing in a policy: ALL, or one"
          + " without CAP_. The default set stays.",
      "write each capability with CAP_, such as CAP_NET_RAW"),
  COMMAND_MISSING(
      ERROR,
      "policies",
      "Neither template nor image has a command; a container without one is never allowed.",
      "give the container a command"),
  CONSTRUCT_IGNORED(
      ERROR,
      "templates",
      "Compatible mode does not understand this part of the template language and passes over it"
          + " or fails.",
      "evaluate the template first: coffer policy template; or write the group out"),
  DEBUG_POLICY(
      WARNING,
      "policies",
      "The policy was made for debugging: shells, stack dumps or the guest's logs are open.",
      "generate again without --debug-mode"),
  DUPLICATE_KEY(
      WARNING,
      "templates",
      "A member stands twice in its object. Compatible mode takes the last one, Azure refuses the"
          + " template.",
      "keep one of them"),
  DUPLICATE_RULE(
      WARNING,
      "policies",
      "A rule stands twice. Repeated processes make the policy engine's work grow until the guest"
          + " runs out of memory.",
      "keep one of them; generate with --compat 2.1.1 or later for processes"),
  ELEVATED(
      WARNING,
      "policies, templates, pods",
      "The container may be privileged: all capabilities and all devices.",
      "leave privileged out unless the container needs it"),
  ENV_FROM_IGNORED(
      ERROR,
      "pods",
      "envFrom is passed over: its variables get no rules and are dropped or denied.",
      "list the variables under env"),
  EXPRESSION_KEPT(
      ERROR,
      "templates",
      "Compatible mode puts an expression into the policy as it is written; no request ever"
          + " matches it.",
      "evaluate the template first: coffer policy template; or make the text a parameter"),
  EXPRESSION_MANGLED(
      ERROR,
      "templates",
      "Compatible mode makes another text of this than Azure does, so the container is denied.",
      "evaluate the template first: coffer policy template; or make the text a parameter"),
  EXPRESSION_NOT_EVALUATED(
      WARNING,
      "templates",
      "An expression inside other text is not evaluated by Azure, which looks only at texts that"
          + " are an expression as a whole.",
      "write the whole text as one expression: [concat(...)]"),
  EXTERNAL_PROCESS(
      WARNING,
      "policies",
      "The host may start processes in the guest outside of every container.",
      "remove external_processes"),
  FRAGMENT_SVN(
      WARNING,
      "policies",
      "An older version of the service's own fragment is accepted, with the weaknesses that were"
          + " mended since.",
      "want at least version 4"),
  FRAGMENT_SVN_ORDER(
      NOTE,
      "configurations",
      "The configuration brings fragments of its own: --infrastructure-svn then changes the first"
          + " of them and not the service's.",
      "set minimum_svn in the configuration"),
  IDENTITY_VARIABLES(
      WARNING,
      "templates, policies",
      "The service gives containers with a managed identity variables that the default rules do"
          + " not cover: IDENTITY_ENDPOINT, APP_IDENTITY_ENDPOINT and others.",
      "add rules for the variables that the container needs"),
  IMAGE_NOT_PINNED(
      WARNING,
      "templates, pods, configurations",
      "The image is named by a tag. When the tag moves, its layers are not those of the policy and"
          + " the container is denied.",
      "name the image by digest: NAME@sha256:..."),
  KEY_IGNORED(
      NOTE,
      "templates",
      "A member of a container means nothing to container instances and is passed over.",
      "remove it, or set it in the image"),
  LIST_NOT_UNPACKED(
      ERROR,
      "pods",
      "A document of kind List is passed over with everything in it.",
      "write its items as documents of their own"),
  PATTERN_ALTERNATION(
      WARNING,
      "policies",
      "A pattern has alternatives outside of a group: only the first is bound to the beginning and"
          + " only the last to the end, so more texts match than it seems.",
      "put a group around the alternatives: ^(?:a|b)$"),
  PATTERN_INVALID(
      ERROR,
      "policies",
      "A pattern is not a regular expression (RE2); the rule never matches.",
      "mend the pattern"),
  PATTERN_UNANCHORED(
      WARNING,
      "policies",
      "A pattern does not begin with ^ and end with $. Older guests look for it anywhere in the"
          + " text.",
      "write ^ before and $ after it"),
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
  POD_PRIVILEGED(
      WARNING,
      "pods",
      "The pod is privileged, but the mounts that come with it are only added for containers that"
          + " say so themselves.",
      "set privileged on the container"),
  POLICY_INDENTED(
      NOTE,
      "policies",
      "The containers are indented. That is for reading: the digest is not that of the compact text"
          + " which generators print.",
      "deploy the compact text"),
  POLICY_MISSING(
      WARNING,
      "templates",
      "The group has no policy yet. Deployed like this, everything is allowed in it.",
      "generate the policy and put it into the template: coffer policy generate"),
  POLICY_NEWLINES(
      WARNING,
      "policies",
      "The policy text ends with line feeds, which count: its digest is not the host data that the"
          + " generator printed.",
      "cut them off"),
  POLICY_STALE(
      ERROR,
      "templates",
      "The policy in the template does not fit the template's containers.",
      "generate the policy again"),
  POLICY_UNREADABLE(
      ERROR, "templates, policies", "The policy cannot be read.", "generate the policy again"),
  REGISTRY_PASSWORD(
      WARNING,
      "templates",
      "The password of a registry stands in the template.",
      "make it a secureString parameter without a default"),
  RESOURCE_FIELD(
      ERROR,
      "pods",
      "A resourceFieldRef without the container's own name, or of a resource that the container"
          + " does not set: the generator fails or the variable is dropped in silence.",
      "name the container and set the resource"),
  RW_UNMOUNT_MISSING(
      NOTE,
      "policies",
      "The policy speaks API version 0.11.0 without the rule rw_unmount_device: newer guests refuse"
          + " to unmount writable disks while they run.",
      "nothing to do unless disks are detached at run time"),
  SECCOMP_DIFFERS(
      NOTE,
      "pods",
      "The system call profile stands in the pod as text. 'containers from-vn2' digests it as it"
          + " is, 'generate' in canonical form: the two policies differ.",
      "make both policies with the same command"),
  SECRET_IN_POLICY(
      WARNING,
      "templates, pods, policies",
      "A secret becomes a rule of the policy in clear. The host, and everybody who sees the"
          + " template, can read the policy.",
      "fetch the secret after attestation; or allow any value with a pattern: NAME=.+"),
  SIDECAR_FIRST(
      ERROR,
      "templates",
      "The group's first container is one of the service's own sidecars, so the whole policy gets"
          + " the form of a sidecar's: without rules, it allows nothing.",
      "put another container first"),
  SIGNAL_TEXT(
      ERROR,
      "policies",
      "A signal is text; signals are numbers, and this one never matches.",
      "name the stop signal in the image, such as SIGTERM"),
  STDIO_OPEN(
      NOTE,
      "policies",
      "The host sees the containers' output and may write their input.",
      "generate with --disable-stdio when the output is confidential"),
  SUB_PATH_IGNORED(
      WARNING,
      "pods",
      "subPath is passed over; the rule allows the whole volume.",
      "mount a volume of its own"),
  TAGS_RESTORE_FRAGMENT(
      NOTE,
      "templates",
      "A group with tags gets the service's own fragment even with --exclude-default-fragments.",
      "set the tag Annotate-zero-sidecar to true"),
  UNENCRYPTED_SCRATCH(
      WARNING,
      "policies",
      "Writable disks need not be encrypted, so the host can read and change what containers write.",
      "set allow_unencrypted_scratch to false"),
  VALUE_NOT_TEXT(
      ERROR,
      "templates, pods",
      "The value of a variable is not text (YAML 1.1 takes on, yes and 5 for other things).",
      "put the value in quotes"),
  VARIABLE_DROPPING(
      NOTE,
      "policies",
      "A variable without a rule is dropped in silence instead of denied; the container starts"
          + " without it.",
      "set allow_environment_variable_dropping to false"),
  VARIABLE_NOT_REQUIRED(
      NOTE,
      "policies",
      "No variable of the container is required, so the host may leave any of them out.",
      "set required to true for those that matter"),
  VARIABLE_UNCOVERED(
      ERROR,
      "templates",
      "The policy in the template has no rule for a variable of the template.",
      "generate the policy again"),
  VERSION_MISSING(
      ERROR,
      "policies",
      "The policy does not say which version of the API or of the framework it is for, and"
          + " everything is denied.",
      "define api_version and framework_version"),
  VOLUME_TYPES(
      NOTE,
      "templates",
      "A volume is of two kinds at once; the policy takes the last.",
      "keep one kind"),
  WORKLOAD_LABEL(
      ERROR,
      "pods",
      "The label azure.workload.identity/use is not text, so the identity's variables and mount get"
          + " no rules.",
      "write \"true\" in quotes");

  private final Severity severity;
  private final String subject;
  private final String meaning;
  private final String fix;

  Lint(Severity severity, String subject, String meaning, String fix) {
    this.severity = severity;
    this.subject = subject;
    this.meaning = meaning;
    this.fix = fix;
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Severity severity() {
    return severity;
  }

  /// What it is found in: `templates`, `pods`, `policies`, `configurations`.
  public String subject() {
    return subject;
  }

  public String meaning() {
    return meaning;
  }

  public String fix() {
    return fix;
  }

  /// The kind of finding with this id.
  public static Optional<Lint> of(String id) {
    return Stream.of(values()).filter(lint -> lint.id().equals(id)).findFirst();
  }
}
