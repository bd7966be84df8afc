package coffer.lint;

import static coffer.lint.Severity.ERROR;
import static coffer.lint.Severity.NOTE;
import static coffer.lint.Severity.WARNING;

/// What can be wrong with a policy as a whole.
enum PolicyLint implements Lint {
  ALLOW_ALL(
      ERROR,
      "policies",
      "The policy allows everything, or a rule that decides about containers does.",
      "generate the policy from the template"),
  DEBUG_POLICY(
      WARNING,
      "policies",
      "The policy was made for debugging: shells, stack dumps or the guest's logs are open.",
      "generate again without --debug-mode"),
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
  POLICY_INDENTED(
      NOTE,
      "policies",
      "The containers are indented. That is for reading: the digest is not that of the compact text"
          + " which generators print.",
      "deploy the compact text"),
  POLICY_NEWLINES(
      WARNING,
      "policies",
      "The policy text ends with line feeds, which count: its digest is not the host data that the"
          + " generator printed.",
      "cut them off"),
  POLICY_UNREADABLE(
      ERROR, "templates, policies", "The policy cannot be read.", "generate the policy again"),
  RW_UNMOUNT_MISSING(
      NOTE,
      "policies",
      "The policy speaks API version 0.11.0 without the rule rw_unmount_device: newer guests refuse"
          + " to unmount writable disks while they run.",
      "nothing to do unless disks are detached at run time"),
  STDIO_OPEN(
      NOTE,
      "policies",
      "The host sees the containers' output and may write their input.",
      "generate with --disable-stdio when the output is confidential"),
  UNENCRYPTED_SCRATCH(
      WARNING,
      "policies",
      "Writable disks need not be encrypted, so the host can read and change what containers write.",
      "set allow_unencrypted_scratch to false"),
  VARIABLE_DROPPING(
      NOTE,
      "policies",
      "A variable without a rule is dropped in silence instead of denied; the container starts"
          + " without it.",
      "set allow_environment_variable_dropping to false"),
  VERSION_MISSING(
      ERROR,
      "policies",
      "The policy does not say which version of the API or of the framework it is for, and"
          + " everything is denied.",
      "define api_version and framework_version");

  private final Text text;

  PolicyLint(Severity severity, String subject, String meaning, String fix) {
    this.text = new Text(severity, subject, meaning, fix);
  }

  @Override
  public Text text() {
    return text;
  }
}
