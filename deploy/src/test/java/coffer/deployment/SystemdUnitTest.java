package coffer.deployment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SystemdUnitTest {
  @Test
  void specifiersAndVariablesAreTakenAsTheyAre() {
    String unit = SystemdUnit.of(Samples.operator(), "/srv/100%");
    assertTrue(unit.contains("\nWorkingDirectory=/srv/100%%\n"), unit);
    assertTrue(
        unit.contains(
            "\nExecStart=/opt/occlum/build/bin/occlum run /opt/java/bin/java"
                + " \"-Dname=it's 100%%\" -jar /app/app.jar\n"),
        unit);
    assertTrue(unit.contains("\nEnvironment=\"AREA=west europe\"\n"), unit);
    assertTrue(unit.contains("\nEnvironmentFile=/etc/operator.env\n"), unit);
  }

  @Test
  void withoutSecretsThereIsNoFileOfThem() {
    assertFalse(SystemdUnit.of(Samples.bare(), "/opt/operator").contains("EnvironmentFile"));
  }
}
