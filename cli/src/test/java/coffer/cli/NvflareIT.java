package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real NVFlare server of PyPI under its policy, in an image that the example's own scripts
/// made: it gets its startup kit and its token, and validates itself against the platform's
/// attestation service; with another identity it gets nothing.
class NvflareIT {
  @TempDir static Path scratch;

  private static Path example;

  @TempDir Path home;

  private Coffer coffer;

  @BeforeAll
  static void buildTheImage() throws IOException {
    Coffer builder = new Coffer(scratch.resolve("home")).with("COFFER", Coffer.LAUNCHER.toString());
    example = scratch.resolve("nvflare");
    Path from = Vectors.checkout().resolve("examples/nvflare");
    Files.createDirectories(example);
    for (String file :
        List.of(
            "coffer.yaml",
            "start.py",
            "requirements.txt",
            "project.yml",
            "aci.yml",
            "build.sh",
            "provision.sh",
            "approve.sh")) {
      Files.copy(from.resolve(file), example.resolve(file));
    }
    for (String script : List.of("./build.sh", "./provision.sh", "./approve.sh")) {
      Coffer.Result result = builder.run(List.of(script), example);
      assertEquals(0, result.exit(), result::all);
    }
  }

  @BeforeEach
  void home() {
    coffer = new Coffer(home);
  }

  @AfterEach
  void nothingStaysBehind() {
    assertEquals(0, coffer.run("down", "--all").exit());
  }

  @Test
  void theServerGetsItsKitAndValidatesItsToken() throws Exception {
    Coffer.Result up = coffer.run("up", example.toString());
    assertEquals(0, up.exit(), up::all);
    assertEquals("trusted (development root)", up.after("verdict"));
    String log = awaitLog("Cross-site validation passed");
    assertTrue(log.contains("startup kit: 18 files"), log);
    assertTrue(log.contains("Generated fresh token for this site: server"), log);
    assertTrue(log.contains("{'server.x-az-aci': True}"), log);
  }

  @Test
  void anotherIdentityGetsNoKitAndDoesNotStart() {
    Coffer.Result up = coffer.run("up", example.toString(), "--env", "EXTRA=1");
    assertEquals(ExitCode.REJECTED, up.exit(), up::all);
    assertTrue(up.err().contains("no startup kit for this identity"), up::all);
    assertTrue(up.err().contains("host_data"), up::all);
  }

  @Test
  void theKitIsNotInTheImage() throws Exception {
    Coffer.Result found =
        coffer.run(
            List.of(
                "sh",
                "-c",
                "for f in build/image/blobs/sha256/*; do tar -tf $f 2>/dev/null; done"
                    + " | grep -E 'server[.](key|crt)|fed_server[.]json$' || true"),
            example);
    assertFalse(found.out().contains("server.key"), found::all);
  }

  private String awaitLog(String text) throws InterruptedException {
    String log = "";
    for (int i = 0; i < 120; i++) {
      log = coffer.run("logs", "nvflare-server").out();
      if (log.contains(text)) {
        return log;
      }
      Thread.sleep(500);
    }
    throw new AssertionError("no '" + text + "' within a minute in\n" + log);
  }
}
