package coffer.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyFlags;
import coffer.cce.PolicyText;
import coffer.enforcement.Decision;
import coffer.enforcement.Field;
import coffer.identity.Identity;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectTest {
  private static final PolicyText POLICY =
      Policy.ofGroup(
              List.of(),
              List.of(FragmentImport.INFRASTRUCTURE),
              PolicyFlags.DEFAULT.withEnvironmentVariableDropping(false))
          .text();

  private static final String REQUEST =
      """
      {"argList": ["/pause"], "workingDir": "/", "envList": ["PATH=%s", "TERM=xterm"],
       "user": {"id": "0", "name": "root"}, "groups": [], "umask": "0022", "mounts": [],
       "devices": [], "noNewPrivileges": false, "privileged": false,
       "capabilities": "[unprivileged]", "seccompProfileSHA256": ""}
      """
          .formatted("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void policiesAreFoundInWhateverHoldsThem() {
    String template =
        """
        {"resources": [{"name": "g", "properties": {"confidentialComputeProperties":
           {"ccePolicy": "%s"}}}, {"name": "none", "properties": {}}]}
        """
            .formatted(POLICY.base64());
    String pod =
        "kind: Pod\nmetadata:\n  annotations:\n"
            + "    microsoft.containerinstance.virtualnode.ccepolicy: "
            + POLICY.base64()
            + "\n";
    for (String text : List.of(POLICY.text(), POLICY.base64() + "\n", template, pod)) {
      List<FoundPolicy> found = PolicyFinder.find("f", text);
      assertEquals(List.of(POLICY), found.stream().map(FoundPolicy::text).toList());
    }
    assertEquals("g", PolicyFinder.find("f", template).getFirst().label());
    assertThrows(MalformedException.class, () -> PolicyFinder.find("f", "{\"resources\": []}"));
  }

  @Test
  void requestsAreFoundInWhatPeopleHaveOfADenial() {
    String decision =
        "{\"decision\":\"deny\",\"input\":"
            + REQUEST.strip().replaceFirst("\\{", "{\"rule\":\"create_container\",")
            + ",\"reason\":{\"errors\":[\"invalid command\"]}}";
    List<String> forms =
        List.of(
            decision,
            base64(decision),
            "container creation denied due to policy: policyDecision< "
                + base64(decision)
                + " >policyDecision: unknown");
    for (String form : forms) {
      HostRequest request = RequestReader.read(form);
      assertEquals(List.of("invalid command"), request.errors());
      assertEquals(List.of("/pause"), request.input().strings("argList"));
    }
    MalformedException cut =
        assertThrows(
            MalformedException.class,
            () -> RequestReader.read("{\"decision\":\"deny\",\"truncated\":[\"input\"]}"));
    assertTrue(cut.getMessage().contains("[\"input\"]"), cut::getMessage);
    assertThrows(MalformedException.class, () -> RequestReader.read("{\"rule\": \"dump_stacks\"}"));
  }

  @Test
  void aRequestWithoutLayersIsHeldAgainstEachContainer() {
    Decision decision = Explanation.of(POLICY.model(), RequestReader.read(REQUEST)).decision();
    Decision.Allowed allowed = assertInstanceOf(Decision.Allowed.class, decision);
    assertEquals("pause-container", allowed.containers().getFirst().name());
  }

  @Test
  void theNearestContainerAndTheChangeAreTold() {
    HostRequest request = RequestReader.read(REQUEST.replace("TERM=xterm", "TERM=dumb"));
    Decision.Denied denied =
        assertInstanceOf(Decision.Denied.class, Explanation.of(POLICY.model(), request).decision());
    assertEquals(Field.ENVIRONMENT, denied.differences().getFirst().field());
    PolicyText changed = denied.suggestion().orElseThrow().applyTo(POLICY);
    assertInstanceOf(Decision.Allowed.class, Explanation.of(changed.model(), request).decision());
  }

  @Test
  void redactedValuesCountAsThoseOfTheRule() {
    HostRequest request =
        RequestReader.read(REQUEST.replaceAll("(PATH|TERM)=[^\"]+", "$1=<<redacted>>"));
    assertInstanceOf(Decision.Allowed.class, Explanation.of(POLICY.model(), request).decision());
    HostRequest other = RequestReader.read(REQUEST.replace("TERM=xterm", "X=<<redacted>>"));
    assertInstanceOf(Decision.Denied.class, Explanation.of(POLICY.model(), other).decision());
  }

  @Test
  void layersAreNamedByFactsAndIdentities() {
    String hash = PolicyContainer.pause(true).layers().getFirst();
    Digest tar = Digest.sha256Of((byte) 1);
    Identity identity =
        new Identity(
            "s",
            Bytes.parseHex("00".repeat(32)),
            "2.0.1",
            List.of(
                new Identity.Container(
                    "c", List.of(new Identity.Layer(tar, Bytes.parseHex(hash))), List.of())),
            List.of());
    LayerNames names =
        new LayerNames()
            .addImageFacts(Json.parse("{\"img:1\": {\"layers\": [\"" + hash + "\", \"00\"]}}"))
            .addIdentity(identity);
    assertEquals(List.of("layer 1 of 2 of img:1", "tar " + tar), names.of(hash));
    assertEquals(List.of(), names.of("ff"));
  }
}
