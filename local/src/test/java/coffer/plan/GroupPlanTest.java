package coffer.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.cce.PolicyText;
import coffer.enforcement.Account;
import coffer.enforcement.ContainerRequest;
import coffer.enforcement.Decision;
import coffer.enforcement.Enforcement;
import coffer.enforcement.Field;
import coffer.image.Image;
import coffer.measure.MeasuredImage;
import coffer.oci.ImageConfig;
import coffer.oci.Platform;
import coffer.workload.AzureServices;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The policy that a plan makes allows exactly what the plan asks for.
class GroupPlanTest {
  private static final ImageConfig CONFIG =
      new ImageConfig(
          Platform.LINUX_AMD64,
          "",
          List.of("PATH=/bin", "A=image"),
          List.of("/bin/serve"),
          List.of("--all"),
          "/srv",
          "33",
          "",
          List.of(),
          List.of(),
          new TreeMap<>(),
          List.of(),
          List.of());

  private static Workload workload(List<String> command, Map<String, String> env) {
    return new Workload(
        "web",
        new Service.Image("web.tar", null, command, null, null),
        List.of(),
        List.of(),
        env,
        List.of(),
        AzureServices.NONE,
        null,
        Path.of("/"));
  }

  private static MeasuredImage image(ImageConfig config) {
    Digest digest = Digest.sha256Of(config.toBytes());
    return new MeasuredImage(new Image(digest, config, List.of()), List.of());
  }

  private static GroupPlan plan(Workload workload, Overrides overrides) {
    return GroupPlan.of(workload, image(CONFIG), overrides, Optional.empty());
  }

  private static Decision decide(PolicyText policy, GroupPlan asked) {
    ContainerRequest request =
        ContainerRequest.of(List.of(), asked.container().command())
            .env(asked.container().env())
            .workingDir(asked.container().workingDir())
            .user(new Account(asked.container().user(), ""), List.of())
            .build();
    return Enforcement.createContainer(policy.model(), request);
  }

  @Test
  void whatThePlanAsksForItsPolicyAllows() {
    GroupPlan plan = plan(workload(List.of(), Map.of("B", "own")), Overrides.NONE);
    assertEquals(List.of("/bin/serve", "--all"), plan.container().command());
    assertEquals(List.of("B=own", "PATH=/bin", "A=image"), plan.container().env());
    assertEquals("/srv", plan.container().workingDir());
    assertInstanceOf(Decision.Allowed.class, decide(plan.policy(), plan));
    assertEquals(plan.policy().digest().hex(), plan.identity().hostData().toHex());
  }

  @Test
  void theWorkloadsVariableReplacesTheImages() {
    GroupPlan plan = plan(workload(List.of(), Map.of("A", "own")), Overrides.NONE);
    assertEquals(List.of("A=own", "PATH=/bin"), plan.container().env());
    assertFalse(plan.policy().text().contains("A=image"));
  }

  @Test
  void theCommandLineWins() {
    Overrides overrides =
        new Overrides(List.of("/bin/other"), Optional.of("44"), Map.of("A", "line"));
    GroupPlan plan = plan(workload(List.of("/bin/own"), Map.of("A", "own")), overrides);
    assertEquals(List.of("/bin/other"), plan.container().command());
    assertEquals("44", plan.container().user());
    assertEquals("A=line", plan.container().env().getFirst());
    assertInstanceOf(Decision.Allowed.class, decide(plan.policy(), plan));
  }

  @Test
  void anotherVariableIsADenialAndNotDroppedInSilence() {
    GroupPlan approved = plan(workload(List.of(), Map.of()), Overrides.NONE);
    GroupPlan asked = plan(workload(List.of(), Map.of("EXTRA", "1")), Overrides.NONE);
    Decision.Denied denied =
        assertInstanceOf(Decision.Denied.class, decide(approved.policy(), asked));
    assertEquals(
        List.of(Field.ENVIRONMENT), denied.differences().stream().map(d -> d.field()).toList());
    PolicyText changed = denied.suggestion().orElseThrow().applyTo(approved.policy());
    assertInstanceOf(Decision.Allowed.class, decide(changed, asked));
    assertNotEquals(approved.policy().digest(), changed.digest());
  }

  @Test
  void anApprovedPolicyIsTheIdentity() {
    GroupPlan approved = plan(workload(List.of(), Map.of()), Overrides.NONE);
    GroupPlan later =
        GroupPlan.of(
            workload(List.of("/bin/other"), Map.of()),
            image(CONFIG),
            Overrides.NONE,
            Optional.of(approved.policy()));
    assertEquals(approved.identity().hostData(), later.identity().hostData());
    assertEquals(List.of("/bin/other"), later.container().command());
  }

  @Test
  void anImageWithoutCommandNeedsOne() {
    ImageConfig silent =
        new ImageConfig(
            Platform.LINUX_AMD64,
            "",
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            "",
            List.of(),
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of());
    Workload workload = workload(List.of(), Map.of());
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> GroupPlan.of(workload, image(silent), Overrides.NONE, Optional.empty()));
    assertTrue(e.getMessage().contains("command"), e::getMessage);
  }
}
