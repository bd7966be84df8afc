package coffer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.cce.ExecProcess;
import coffer.cce.FragmentImport;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.cce.PolicyContainer;
import coffer.json.Json;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.GroupSettings.Platform;
import coffer.template.ImageNames;
import coffer.template.Questions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorConfigTest {
  private static final ImageFacts IMAGE =
      ImageFacts.linux(
          new ImageDefaults(List.of("PATH=/bin"), List.of(), List.of(), "", "", ""), List.of("aa"));

  private static ContainerGroup group(String json, GroupSettings settings) {
    return GeneratorConfig.parse(json, new ImageNames(Map.of())).group(settings);
  }

  private static PolicyContainer container(String properties) {
    String json =
        "{\"containers\":[{\"name\":\"n\",\"properties\":{\"image\":\"i\"" + properties + "}}]}";
    return group(json, GroupSettings.DEFAULT).containers().getFirst().merge(IMAGE);
  }

  private static List<String> patterns(PolicyContainer container) {
    return container.envRules().stream()
        .map(rule -> rule.strategy() + " " + rule.pattern())
        .toList();
  }

  @Test
  void variablesAreTakenWithoutAQuestion() {
    assertEquals(
        List.of("re2 A=x.*", "string B=s", "string C=", "string N=5", "string P=/p"),
        patterns(
                container(
                    ",\"environmentVariables\":[{\"name\":\"A\",\"value\":\"x.*\",\"regex\":true},"
                        + "{\"name\":\"B\",\"secureValue\":\"s\"},{\"name\":\"C\"},"
                        + "{\"name\":\"N\",\"value\":5},{\"name\":\"P\",\"value\":\"/p\"}]"))
            .subList(0, 5));
  }

  @Test
  void expressionsAreReplacedThoughThereIsNothingToReplaceThemBy() {
    assertEquals(
        "string A=A=[variables('x')]",
        patterns(
                container(
                    ",\"environmentVariables\":[{\"name\":\"A\",\"value\":\"[variables('x')]\"}]"))
            .getFirst());
    assertThrows(MalformedException.class, () -> container(",\"command\":[\"[parameters('x')]\"]"));
  }

  @Test
  void mountsNameTheirKindAndMayReplaceTheOptions() {
    PolicyContainer container =
        container(
            ",\"VolumeMounts\":[{\"mountPath\":\"/m\",\"mountType\":\"emptyDir\",\"readOnly\":true},"
                + "{\"mountPath\":\"/o\",\"mountType\":\"secret\",\"options\":[\"x\"]}],"
                + "\"configMap\":{\"a\":\"b\"}");
    assertEquals(List.of("rbind", "rshared", "ro"), container.mounts().getFirst().options());
    assertEquals(List.of("x"), container.mounts().get(1).options());
    assertEquals("/mnt/configmap", container.mounts().get(2).destination());
  }

  @Test
  void processesComeBeforeProbes() {
    PolicyContainer container =
        container(
            ",\"execProcesses\":[{\"command\":[\"x\"],\"signals\":[9]}],"
                + "\"livenessProbe\":{\"exec\":{\"command\":[\"l\"]}},"
                + "\"readinessProbe\":{\"exec\":{\"command\":[\"r\"]}}");
    assertEquals(
        List.of(
            new ExecProcess(List.of(Json.of("x")), List.of(Json.of(9))),
            ExecProcess.of("r"),
            ExecProcess.of("l")),
        container.execProcesses());
  }

  @Test
  void virtualNodesAddWhatPrivilegeAndIdentityNeed() {
    String json =
        "{\"scenario\":\"VN2\",\"labels\":{\"azure.workload.identity/use\":true},\"containers\":[{"
            + "\"properties\":{\"image\":\"i\",\"securityContext\":{\"privileged\":true},"
            + "\"environmentVariables\":[{\"name\":\"A\",\"value\":\"1\"}]}}]}";
    PolicyContainer container =
        group(json, GroupSettings.DEFAULT).containers().getFirst().merge(IMAGE);
    assertEquals("i", container.name());
    assertEquals("re2 AZURE_CLIENT_ID=.+", patterns(container).getFirst());
    assertEquals("string A=1", patterns(container).get(4));
    assertEquals(
        List.of("/sys/fs/cgroup", "/sys", "/var/run/secrets/azure/tokens", "/etc/resolv.conf"),
        container.mounts().stream().limit(4).map(mount -> mount.destination()).toList());
  }

  @Test
  void theFlatFormIsTheSameInOtherWords() {
    String flat =
        "{\"containers\":[{\"containerImage\":\"i\",\"name\":\"n\",\"command\":[\"c\"],"
            + "\"environmentVariables\":[{\"name\":\"A\",\"value\":\"x\",\"strategy\":\"re2\"}],"
            + "\"mounts\":[{\"mountType\":\"emptyDir\",\"mountPath\":\"/b\"}],"
            + "\"execProcesses\":[\"one\",\"two\"],\"allow_elevated\":true,\"workingDir\":\"/w\","
            + "\"livenessProbe\":{\"exec\":{\"command\":[\"l\"]}}}]}";
    PolicyContainer container =
        group(flat, GroupSettings.DEFAULT).containers().getFirst().merge(IMAGE);
    assertEquals("re2 A=x", patterns(container).getFirst());
    assertEquals("ro", container.mounts().getFirst().options().getLast());
    assertEquals(
        List.of(ExecProcess.of("one", "two"), ExecProcess.of("l")), container.execProcesses());
    assertTrue(container.allowElevated());
    assertEquals("/w", container.workingDir());
  }

  @Test
  void theServicesFragmentComesLastAndItsVersionGoesToTheFirst() {
    String json =
        "{\"fragments\":[{\"feed\":\"f\",\"issuer\":\"i\",\"minimum_svn\":\"1\","
            + "\"includes\":[\"containers\"]}]}";
    List<FragmentImport> fragments =
        group(
                json,
                new GroupSettings(
                    Platform.LINUX, false, true, "7", true, List.of(), Questions.APPROVE))
            .fragments();
    assertEquals("f", fragments.getFirst().feed());
    assertEquals("7", fragments.getFirst().minimumSvn());
    assertEquals(FragmentImport.INFRASTRUCTURE, fragments.getLast());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"containers\":[{\"name\":\"n\"}]}",
        "{\"containers\":[{\"properties\":{\"image\":\"i\",\"workingDir\":\"rel\"}}]}",
        "{\"containers\":[{\"properties\":{\"image\":\"i\",\"volumeMounts\":[{\"mountPath\":\"/\"}]}}]}",
        "{\"containers\":[{\"properties\":{\"image\":\"i\",\"execProcesses\":[{}]}}]}",
        "{\"fragments\":[{\"feed\":\"f\"}]}",
        "{/* no comments here */}",
      })
  void whatIsWrongIsAnError(String json) {
    assertThrows(MalformedException.class, () -> group(json, GroupSettings.DEFAULT));
  }

  @Test
  void definitionsGetDefaultsAndAnOrder() {
    Json.Obj container =
        DefinedContainers.parse(
                List.of(
                    "[[{\"signals\":[9,15,2],\"mounts\":[{\"destination\":\"/b\",\"source\":\"s\","
                        + "\"type\":\"bind\"},{\"destination\":\"/a\",\"source\":\"s\","
                        + "\"type\":\"bind\",\"options\":[\"rw\",\"rbind\"]}],"
                        + "\"env_rules\":[{\"pattern\":\"b\",\"strategy\":\"string\"},"
                        + "{\"pattern\":\"it's\",\"strategy\":\"re2\"}],\"unknown\":1}]]"))
            .getFirst();
    assertEquals("[15,2,9]", container.get("signals").orElseThrow().toCompact());
    // Double quotes sort before single ones.
    assertEquals("it's", ((Json.Obj) container.list("env_rules").getFirst()).string("pattern"));
    assertEquals("/a", ((Json.Obj) container.list("mounts").getFirst()).string("destination"));
    assertEquals(Json.NULL, container.members().get("id"));
    assertEquals(14, container.object("capabilities").list("bounding").size());
    assertFalse(container.members().containsKey("unknown"));
    assertThrows(
        MalformedException.class,
        () -> DefinedContainers.parse(List.of("{\"exec_processes\":[{\"command\":[\"x\"]}]}")));
    assertThrows(MalformedException.class, () -> DefinedContainers.parse(List.of("5")));
  }
}
