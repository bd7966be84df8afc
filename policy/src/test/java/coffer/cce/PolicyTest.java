package coffer.cce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final ImageFacts IMAGE =
      ImageFacts.linux(
          new ImageDefaults(
              List.of("PATH=/bin", "LANG=C"),
              List.of("/bin/serve"),
              List.of("--port", "80"),
              "/srv",
              "65532:65532",
              "SIGTERM"),
          List.of("ab".repeat(32), "cd".repeat(32)));

  private static Policy policy() {
    PolicyContainer container =
        ContainerDefinition.of("example.org/serve:1")
            .name("serve")
            .envRule(EnvRule.string("LANG=de"))
            .mount(MountRule.bind("/data", VolumeSource.EMPTY_DIR.source(), true))
            .build()
            .merge(IMAGE);
    return Policy.ofGroup(
        List.of(container), List.of(FragmentImport.INFRASTRUCTURE), PolicyFlags.DEFAULT);
  }

  @Test
  void imageFillsInWhatTheDefinitionLeavesOpen() {
    PolicyContainer container = policy().containers().getFirst();
    assertEquals(PolicyContainer.texts(List.of("/bin/serve", "--port", "80")), container.command());
    assertEquals("/srv", container.workingDir());
    assertEquals(new IdRule("65532", "id"), container.user().user());
    assertEquals(
        List.of("LANG=de", "PATH=/bin", "TERM=xterm"),
        container.envRules().stream().limit(3).map(EnvRule::pattern).toList());
    assertEquals(
        List.of("/data", "/etc/resolv.conf"),
        container.mounts().stream().map(MountRule::destination).toList());
  }

  @Test
  void theTextReadsBackAsTheSamePolicy() {
    assertEquals(policy(), policy().text().model());
    assertEquals(policy(), policy().prettyText().model());
    assertNotEquals(policy().text().digest(), policy().prettyText().digest());
  }

  @Test
  void aSwitchChangesNothingButItsLine() {
    Policy policy = policy();
    Policy strict =
        new Policy(
            policy.form(),
            policy.apiVersion(),
            policy.frameworkVersion(),
            policy.fragments(),
            policy.containers(),
            policy.flags().withEnvironmentVariableDropping(false));
    assertEquals(
        policy.text().text(),
        strict
            .text()
            .text()
            .replace(
                "allow_environment_variable_dropping := false",
                "allow_environment_variable_dropping := true"));
    assertTrue(strict.text().text().endsWith("\nreason := {\"errors\": data.framework.errors}"));
  }
}
