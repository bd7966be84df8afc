package coffer.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts run here by the system's shell; docker and Occlum are programs that print what they
/// were given.
class RunFileTest {
  @TempDir Path folder;

  private Path devices = Path.of("");

  private record Ran(int exit, String text) {}

  @BeforeEach
  void makePrograms() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String name : List.of("docker", "occlum")) {
      Path program =
          Files.writeString(
              bin.resolve(name),
              """
              #!/bin/sh
              for word; do echo "word:$word"; done
              echo "token:${core_api_token:-}"
              echo "level:${LOG_LEVEL:-}"
              echo "in:$(pwd)"
              """);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    devices = Files.createDirectory(folder.resolve("dev"));
  }

  private Ran run(String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("run.sh"), script);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("SGX_DEVICES", devices.toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes());
    return new Ran(process.waitFor(), text);
  }

  private void kernelDevices() throws IOException {
    Files.createFile(devices.resolve("sgx_enclave"));
    Files.createFile(devices.resolve("sgx_provision"));
  }

  private void secrets(String mode) throws IOException {
    Path file =
        Files.writeString(folder.resolve("operator.env"), "# tokens\n\ncore_api_token=a b\"c");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void dockerGetsTheDevicesByBothNames() throws Exception {
    kernelDevices();
    secrets("rw-------");
    Ran ran = run(RunFile.docker(Samples.operator()));
    assertEquals(0, ran.exit(), ran.text());
    String words = ran.text();
    assertTrue(words.contains("word:" + devices + "/sgx_enclave:/dev/sgx/enclave\n"), words);
    assertTrue(words.contains("word:" + devices + "/sgx_provision:/dev/sgx_provision\n"), words);
    assertTrue(words.contains("word:--env-file\nword:operator.env\n"), words);
    assertTrue(words.contains("word:AREA=west europe\n"), words);
    assertTrue(words.contains("word:80:8080\nword:--publish\nword:9091:9091\n"), words);
    assertTrue(words.contains("word:example.azurecr.io/operator:1\n"), words);
    assertTrue(words.contains("token:\n"), "a secret in docker's environment: " + words);
  }

  @Test
  void theOlderDriverHasAFolder() throws Exception {
    Files.createDirectory(devices.resolve("sgx"));
    Files.createFile(devices.resolve("sgx/enclave"));
    Files.createFile(devices.resolve("sgx/provision"));
    secrets("rw-------");
    Ran ran = run(RunFile.docker(Samples.operator()));
    assertTrue(
        ran.text().contains("word:" + devices + "/sgx/enclave:/dev/sgx_enclave\n"), ran.text());
  }

  @Test
  void withoutADeviceNothingStarts() throws Exception {
    secrets("rw-------");
    Ran ran = run(RunFile.docker(Samples.operator()));
    assertEquals(4, ran.exit(), ran.text());
    assertTrue(ran.text().contains("no SGX, or no driver"), ran.text());
    Ran occlum = run(RunFile.occlum(Samples.operator(), "operator.tar.gz"));
    assertEquals(4, occlum.exit(), occlum.text());
  }

  @Test
  void secretsThatOthersReadAreRefused() throws Exception {
    kernelDevices();
    Ran missing = run(RunFile.docker(Samples.operator()));
    assertEquals(4, missing.exit(), missing.text());
    assertTrue(missing.text().contains("core_api_token, optout_api_token"), missing.text());
    secrets("rw-r-----");
    Ran readable = run(RunFile.docker(Samples.operator()));
    assertEquals(4, readable.exit(), readable.text());
    assertTrue(readable.text().contains("chmod 600"), readable.text());
  }

  @Test
  void occlumIsStartedInTheUnpackedPackage() throws Exception {
    kernelDevices();
    secrets("rw-------");
    Files.createDirectory(folder.resolve("operator"));
    Ran ran = run(RunFile.occlum(Samples.operator(), "operator.tar.gz"));
    assertEquals(
        """
        word:run
        word:/opt/java/bin/java
        word:-Dname=it's 100%%
        word:-jar
        word:/app/app.jar
        token:a b"c
        level:yes
        in:%s/operator
        """
            .formatted(folder.toRealPath()),
        ran.text());
  }

  @Test
  void aServiceWithNothingStartsWithNothing() throws Exception {
    kernelDevices();
    Files.createDirectory(folder.resolve("operator"));
    assertEquals(0, run(RunFile.occlum(Samples.bare(), "operator.tar.gz")).exit());
    Ran docker = run(RunFile.docker(Samples.bare()));
    assertTrue(docker.text().contains("word:operator:latest\ntoken:"), docker.text());
  }
}
