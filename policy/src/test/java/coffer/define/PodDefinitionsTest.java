package coffer.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.define.ImageDefinition.Service;
import coffer.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodDefinitionsTest {
  private static final ImageFacts IMAGE =
      ImageFacts.linux(
          new ImageDefaults(
              List.of("PATH=/bin"), List.of("/e"), List.of("c"), "/w", "u", "SIGTERM"),
          List.of("aa"));

  private static Json.Obj only(String yaml) {
    return PodDefinitions.parse(yaml).definitions(null, _ -> IMAGE).getFirst();
  }

  private static String pod(String more) {
    return "kind: Pod\nmetadata: {name: p, labels: {azure.workload.identity/use: 'true'}}\n"
        + "spec:\n  containers:\n  - {name: c, image: i"
        + more
        + "}\n";
  }

  @Test
  void anImagesDefinitionHasItsMembersInOrder() {
    Json.Obj definition = ImageDefinition.of("i", IMAGE, Service.CONTAINER_INSTANCES);
    assertEquals(
        List.of(
            "id",
            "name",
            "layers",
            "platform",
            "mounts",
            "command",
            "env_rules",
            "working_dir",
            "signals"),
        List.copyOf(definition.members().keySet()));
    assertEquals(List.of("/e"), definition.strings("command"));
    assertEquals("[3]", definition.get("signals").orElseThrow().toCompact());
    assertEquals(
        List.of("destination", "source", "type", "options"),
        List.copyOf(((Json.Obj) definition.list("mounts").getFirst()).members().keySet()));
  }

  @Test
  void aPodsListsFollowTheImagesAndAnEmptyCommandLeavesIt() {
    Json.Obj definition = only(pod(", env: [{name: A, value: x}]"));
    assertEquals(List.of("/e"), definition.strings("command"));
    List<Json> rules = definition.list("env_rules");
    assertEquals("PATH=/bin", ((Json.Obj) rules.getFirst()).string("pattern"));
    assertEquals("A=x", ((Json.Obj) rules.get(19)).string("pattern"));
    assertEquals("AZURE_CLIENT_ID", ((Json.Obj) rules.get(20)).string("name"));
    assertEquals(List.of("/x"), only(pod(", command: [/x]")).strings("command"));
  }

  @Test
  void zeroIsNoUserAndProfilesAreHashedAsTheyAre() {
    Json.Obj definition =
        only(pod(", securityContext: {runAsUser: 0, runAsGroup: 5, seccompProfile: e30=}"));
    assertEquals(
        "{\"group_idnames\":[{\"pattern\":\"5\",\"strategy\":\"id\"}],\"umask\":\"0022\","
            + "\"user_idname\":{\"pattern\":\"\",\"strategy\":\"any\"}}",
        definition.object("user").toCompact());
    assertEquals(
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        definition.string("seccomp_profile_sha256"));
    assertFalse(only(pod("")).members().containsKey("user"));
  }

  @Test
  void containersAreFoundByName() {
    PodDefinitions two =
        PodDefinitions.parse(
            "kind: Pod\nspec:\n  initContainers: [{name: a, image: i}]\n"
                + "  containers: [{name: b, image: i}, {name: b, image: i}]\n");
    assertEquals(3, two.definitions(null, _ -> IMAGE).size());
    assertEquals(1, two.definitions("a", _ -> IMAGE).size());
    assertThrows(MalformedException.class, () -> two.definitions("b", _ -> IMAGE));
    assertThrows(MalformedException.class, () -> two.definitions("z", _ -> IMAGE));
    assertThrows(
        MalformedException.class,
        () -> only(pod(", env: [{name: A, valueFrom: {configMapKeyRef: {name: m, key: k}}}]")));
  }
}
