package coffer.lint;

import static coffer.lint.Severity.ERROR;
import static coffer.lint.Severity.NOTE;
import static coffer.lint.Severity.WARNING;

/// What can be wrong with Kubernetes resources for virtual nodes.
enum PodLint implements Lint {
  ENV_FROM_IGNORED(
      ERROR,
      "pods",
      "envFrom is passed over: its variables get no rules and are dropped or denied.",
      "list the variables under env"),
  LIST_NOT_UNPACKED(
      ERROR,
      "pods",
      "A document of kind List is passed over with everything in it.",
      "write its items as documents of their own"),
  POD_PRIVILEGED(
      WARNING,
      "pods",
      "The pod is privileged, but the mounts that come with it are only added for containers that"
          + " say so themselves.",
      "set privileged on the container"),
  RESOURCE_FIELD(
      ERROR,
      "pods",
      "A resourceFieldRef without the container's own name, or of a resource that the container"
          + " does not set: the generator fails or the variable is dropped in silence.",
      "name the container and set the resource"),
  SECCOMP_DIFFERS(
      NOTE,
      "pods",
      "The system call profile stands in the pod as text. 'containers from-vn2' digests it as it"
          + " is, 'generate' in canonical form: the two policies differ.",
      "make both policies with the same command"),
  SUB_PATH_IGNORED(
      WARNING,
      "pods",
      "subPath is passed over; the rule allows the whole volume.",
      "mount a volume of its own"),
  VALUE_NOT_TEXT(
      ERROR,
      "templates, pods",
      "The value of a variable is not text (YAML 1.1 takes on, yes and 5 for other things).",
      "put the value in quotes"),
  WORKLOAD_LABEL(
      ERROR,
      "pods",
      "The label azure.workload.identity/use is not text, so the identity's variables and mount get"
          + " no rules.",
      "write \"true\" in quotes");

  private final Text text;

  PodLint(Severity severity, String subject, String meaning, String fix) {
    this.text = new Text(severity, subject, meaning, fix);
  }

  @Override
  public Text text() {
    return text;
  }
}
