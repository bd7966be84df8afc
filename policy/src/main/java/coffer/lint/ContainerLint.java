package coffer.lint;

import static coffer.lint.Severity.ERROR;
import static coffer.lint.Severity.NOTE;
import static coffer.lint.Severity.WARNING;

/// What can be wrong with one container, wherever it is described.
enum ContainerLint implements Lint {
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
  IMAGE_NOT_PINNED(
      WARNING,
      "templates, pods, configurations",
      "The image is named by a tag. When the tag moves, its layers are not those of the policy and"
          + " the container is denied.",
      "name the image by digest: NAME@sha256:..."),
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
  SECRET_IN_POLICY(
      WARNING,
      "templates, pods, policies",
      "A secret becomes a rule of the policy in clear. The host, and everybody who sees the"
          + " template, can read the policy.",
      "fetch the secret after attestation; or allow any value with a pattern: NAME=.+"),
  SIGNAL_TEXT(
      ERROR,
      "policies",
      "A signal is text; signals are numbers, and this one never matches.",
      "name the stop signal in the image, such as SIGTERM"),
  VARIABLE_NOT_REQUIRED(
      NOTE,
      "policies",
      "No variable of the container is required, so the host may leave any of them out.",
      "set required to true for those that matter");

  private final Text text;

  ContainerLint(Severity severity, String subject, String meaning, String fix) {
    this.text = new Text(severity, subject, meaning, fix);
  }

  @Override
  public Text text() {
    return text;
  }
}
