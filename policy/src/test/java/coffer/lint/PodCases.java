package coffer.lint;

import static coffer.lint.Samples.env;
import static coffer.lint.Samples.pod;
import static coffer.lint.Samples.template;

/// Documents with one thing wrong in Kubernetes resources.
final class PodCases {
  static final Cases CASES = new Cases();

  static {
    CASES.found(PodLint.ENV_FROM_IGNORED, pod("envFrom: [{configMapRef: {name: c}}]"));
    CASES.found(PodLint.LIST_NOT_UNPACKED, "kind: List\nitems: []\n");
    CASES.found(
        PodLint.POD_PRIVILEGED,
        pod("").replace("  containers:", "  securityContext: {privileged: true}\n  containers:"));
    CASES.found(
        PodLint.RESOURCE_FIELD,
        pod("env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]"),
        pod(
            "env: [{name: A, valueFrom: {resourceFieldRef:"
                + " {containerName: app, resource: limits.cpu}}}]"));
    CASES.found(PodLint.SECCOMP_DIFFERS, pod("securityContext: {seccompProfile: e30=}"));
    CASES.found(
        PodLint.SUB_PATH_IGNORED, pod("volumeMounts: [{name: v, mountPath: /v, subPath: x}]"));
    CASES.found(
        PodLint.VALUE_NOT_TEXT,
        template(env("\"value\": 5")),
        pod("env: [{name: A, value: on}]"),
        pod("env: [{name: A, value: 0x10}]"));
    CASES.found(
        PodLint.WORKLOAD_LABEL,
        pod("").replace("  name: p", "  labels: {azure.workload.identity/use: true}"));
  }

  private PodCases() {}
}
