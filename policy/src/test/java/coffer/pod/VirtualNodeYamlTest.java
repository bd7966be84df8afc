package coffer.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.MountRule;
import coffer.cce.PolicyContainer;
import coffer.json.Json;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.GroupSettings.Platform;
import coffer.template.ImageNames;
import coffer.template.PolicyPlace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class VirtualNodeYamlTest {
  private static final ImageFacts IMAGE =
      ImageFacts.linux(
          new ImageDefaults(List.of("PATH=/bin"), List.of("/entry"), List.of("word"), "/w", "", ""),
          List.of("aa"));

  private final List<String> asked = new ArrayList<>();

  private List<ContainerGroup> groups(boolean answer, String yaml) {
    return VirtualNodeYaml.parse(yaml)
        .groups(
            new GroupSettings(
                Platform.LINUX,
                false,
                true,
                null,
                true,
                List.of(),
                question -> {
                  asked.add(question);
                  return answer;
                }));
  }

  private PolicyContainer only(boolean answer, String yaml) {
    return groups(answer, yaml).getFirst().containers().getFirst().merge(IMAGE);
  }

  /// A pod with one container `c` of image `i`, and more lines of that container.
  private static String pod(String... lines) {
    return "kind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: i\n    "
        + String.join("\n    ", lines)
        + "\n";
  }

  private static List<String> variables(PolicyContainer container) {
    return container.envRules().stream()
        .takeWhile(rule -> !rule.pattern().equals("PATH=/bin"))
        .map(rule -> rule.strategy() + " " + rule.pattern())
        .toList();
  }

  @Test
  void commandAndArgsReplaceEntryPointAndCommand() {
    assertEquals(List.of("/entry", "word"), words(only(true, pod())));
    assertEquals(List.of("/a"), words(only(true, pod("command: [/a]"))));
    assertEquals(List.of("/entry", "b"), words(only(true, pod("args: [b]"))));
    assertEquals(List.of("/a", "b"), words(only(true, pod("command: [/a]", "args: [b]"))));
  }

  private static List<String> words(PolicyContainer container) {
    return Json.parseObject(
            Json.object()
                .put("c", container.command() == null ? List.of() : container.command())
                .build()
                .toCompact()
                .getBytes(StandardCharsets.UTF_8))
        .strings("c");
  }

  @Test
  void valuesComeFromTheFile() {
    String yaml =
        pod(
                "env:",
                "- {name: A, value: '1'}",
                "- {name: E, value: '===VIRTUALNODE2.CC.THIM.x==='}",
                "- {name: M, valueFrom: {configMapKeyRef: {name: m, key: k}}}",
                "- {name: B, valueFrom: {configMapKeyRef: {name: m, key: b}}}",
                "- {name: S, valueFrom: {secretKeyRef: {name: s, key: k}}}",
                "- {name: P, valueFrom: {secretKeyRef: {name: s, key: plain}}}",
                "- {name: F, valueFrom: {fieldRef: {fieldPath: metadata.name}}}",
                "- {name: R, valueFrom: {resourceFieldRef: {containerName: c, resource: limits.cpu}}}",
                "- {name: Z, valueFrom: {resourceFieldRef: {containerName: c, resource: limits.x}}}",
                "resources: {limits: {cpu: 500m}}")
            + "---\nkind: ConfigMap\nmetadata: {name: m}\ndata: {k: v}\nbinaryData: {b: Yg==}\n"
            + "---\nkind: Secret\nmetadata: {name: s}\ndata: {k: dg==}\nstringData: {plain: w}\n";
    assertEquals(
        List.of(
            "string A=1",
            "re2 E=.*",
            "string M=v",
            "string B=b",
            "string S=v",
            "string P=w",
            "re2 F=.*",
            "string R=500m"),
        variables(only(true, yaml)));
    assertEquals(List.of(), asked);
  }

  @Test
  void whatIsNotInTheFileIsAskedOnceForEachResource() {
    String maps =
        pod(
            "env:",
            "- {name: A, valueFrom: {configMapKeyRef: {name: gone, key: a}}}",
            "- {name: B, valueFrom: {configMapKeyRef: {name: gone, key: b}}}");
    assertEquals(List.of("re2 A=.*", "re2 B=.*"), variables(only(true, maps)));
    assertEquals(
        List.of("Would you like to use a wildcard value for ConfigMap gone? (y/n): "), asked);
    assertEquals(List.of("string A=", "string B="), variables(only(false, maps)));
    assertEquals(2, asked.size());
    String secret = pod("env:", "- {name: A, valueFrom: {secretKeyRef: {name: gone, key: a}}}");
    assertEquals(List.of("re2 A=.*"), variables(only(true, secret)));
    assertThrows(MalformedException.class, () -> only(false, secret));
  }

  @Test
  void wrongValuesAreNamed() {
    for (String line :
        List.of(
            "- {name: A, value: yes}",
            "- {name: A, value: 5}",
            "- {name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}")) {
      MalformedException problem =
          assertThrows(MalformedException.class, () -> only(true, pod("env:", line)));
      assertTrue(
          problem
              .getMessage()
              .startsWith("line 5, column 5: Pod 'p': container 'c': variable 'A': "),
          problem.getMessage());
    }
  }

  @Test
  void someVolumesAreReadOnlyWhateverThePodSays() {
    String yaml =
        pod(
                "volumeMounts:",
                "- {name: m, mountPath: /m, readOnly: false}",
                "- {name: e, mountPath: /e}",
                "- {name: r, mountPath: /r, readOnly: true}",
                "- {name: unknown, mountPath: /u}")
            + "  volumes:\n  - {name: m, configMap: {}}\n  - {name: e, emptyDir: {}}\n"
            + "  - {name: r, emptyDir: {}}\n";
    assertEquals(
        List.of("/m ro", "/e rw", "/r ro", "/u rw", "/etc/resolv.conf rw"),
        only(true, yaml).mounts().stream().limit(5).map(VirtualNodeYamlTest::shown).toList());
  }

  private static String shown(MountRule mount) {
    return mount.destination() + " " + mount.options().getLast();
  }

  @Test
  void workloadIdentityNeedsALabelThatIsText() {
    String template =
        "kind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    metadata:\n"
            + "      labels: {azure.workload.identity/use: %s}\n    spec:\n      containers:\n"
            + "      - {name: c, image: i, env: [{name: A, value: x}]}\n";
    PolicyContainer used = only(true, template.formatted("'true'"));
    assertEquals("/var/run/secrets/azure/tokens", used.mounts().getFirst().destination());
    assertEquals(5, variables(used).size());
    assertEquals(1, variables(only(true, template.formatted("true"))).size());
  }

  @Test
  void securityContextsAreMergedAndOnlyTheContainersOwnPrivilegeMounts() {
    String context = "  securityContext: {runAsUser: 7, runAsGroup: 8, privileged: true}\n";
    PolicyContainer container = only(true, pod("securityContext: {runAsUser: 9}") + context);
    assertEquals("9", container.user().user().pattern());
    assertEquals("8", container.user().groups().getFirst().pattern());
    assertTrue(container.allowElevated());
    assertEquals("/etc/resolv.conf", container.mounts().getFirst().destination());
    PolicyContainer own = only(true, pod("securityContext: {privileged: true}"));
    assertEquals("/sys/fs/cgroup", own.mounts().getFirst().destination());
  }

  @Test
  void eachWorkloadIsAGroupWithItsPlace() {
    List<ContainerGroup> groups =
        groups(
            true,
            "kind: Service\n---\nkind: CronJob\nmetadata: {name: j}\nspec:\n  jobTemplate:\n"
                + "    spec:\n      template:\n        spec:\n          containers:\n"
                + "          - {image: i}\n          initContainers:\n          - {image: first}\n");
    assertEquals(1, groups.size());
    assertEquals("first", groups.getFirst().containers().getLast().name());
    PolicyPlace place = Objects.requireNonNull(groups.getFirst().place());
    assertEquals(1, place.document());
    assertEquals(
        List.of("spec", "jobTemplate", "spec", "template", "metadata", "annotations"),
        place.path().subList(0, 6));
    assertEquals(List.of(), groups(true, "kind: List\nitems: []\n"));
    assertThrows(MalformedException.class, () -> groups(true, "kind: Pod\nspec: {}\n"));
  }

  @Test
  void processesOfProbesAndHooksAreInOrder() {
    PolicyContainer container =
        only(
            true,
            pod(
                "startupProbe: {exec: {command: [s]}}",
                "readinessProbe: {httpGet: {port: 80}}",
                "livenessProbe: {exec: {command: [l]}}",
                "lifecycle: {preStop: {exec: {command: [e]}}, postStart: {exec: {command: [b]}}}"));
    assertEquals(
        List.of("l", "s", "b", "e"),
        container.execProcesses().stream()
            .map(process -> ((Json.Str) process.command().getFirst()).value())
            .toList());
  }

  @Test
  void imagesAreReplacedInTheText() {
    ImageNames names = new ImageNames(Map.of("i", "i@sha256:00"));
    String yaml = pod("# a comment") + "  initContainers:\n  - image: \"i\" # again\n";
    String changed = VirtualNodeYaml.withImages(yaml, names);
    assertEquals(
        yaml.replace("image: i\n", "image: i@sha256:00\n")
            .replace("image: \"i\"", "image: \"i@sha256:00\""),
        changed);
    names.checkAllUsed();
  }
}
