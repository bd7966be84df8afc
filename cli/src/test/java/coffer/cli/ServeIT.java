package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The services as processes: how they stop, and what survives when they are killed or the disk is
/// full.
class ServeIT {
  @TempDir Path scratch;

  private Coffer coffer;
  private Path home;
  private Served served;

  @BeforeEach
  void ports() throws IOException {
    home = Files.createDirectory(scratch.resolve("home"));
    coffer = new Coffer(home);
    assertEquals(0, coffer.run("--version").exit());
    served = new Served(home);
  }

  @AfterEach
  void end() throws InterruptedException {
    served.end();
  }

  @Test
  void theAttestationServiceStopsWhenItIsTold() throws Exception {
    Process process = served.serve("attestation");
    assertTrue(served.send("GET", "/certs", null).body().contains("x5c"));
    process.destroy();
    assertTrue(process.waitFor(15, TimeUnit.SECONDS), "SIGTERM does not end it");
    assertFalse(served.log().contains("Exception"), served::log);
    assertTrue(served.log().contains("development root"), served::log);
  }

  @Test
  void otherAddressesAreRefusedUnderTheDevelopmentRoot() {
    for (String service : List.of("attestation", "vault")) {
      Coffer.Result refused =
          coffer.run(
              "serve",
              service,
              "--listen",
              "0.0.0.0:" + served.port,
              service.equals("vault") ? "--identity-port=" + served.identityPort : "--key-days=30");
      assertEquals(ExitCode.ENVIRONMENT, refused.exit(), refused::all);
      assertTrue(refused.err().contains("development root"), refused::all);
    }
  }

  /// What was acknowledged before the kill is there after it, three times in a row.
  @Test
  void aKilledVaultLosesNothingThatItAcknowledged() throws Exception {
    Map<String, String> acknowledged = new ConcurrentHashMap<>();
    for (int round = 0; round < 3; round++) {
      Process process = served.vault();
      String bearer = served.bearer();
      AtomicInteger number = new AtomicInteger();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int client = 0; client < 4; client++) {
          String prefix = "round%d-client%d-".formatted(round, client);
          clients.submit(() -> write(bearer, prefix, number, acknowledged));
        }
        while (number.get() < 40) {
          Thread.sleep(20);
        }
        process.destroyForcibly().waitFor();
      }
    }
    assertTrue(acknowledged.size() >= 120, () -> acknowledged.size() + " secrets");
    served.vault();
    String bearer = served.bearer();
    for (Map.Entry<String, String> secret : acknowledged.entrySet()) {
      assertEquals(secret.getValue(), served.get(bearer, secret.getKey()));
    }
  }

  private void write(
      String bearer, String prefix, AtomicInteger number, Map<String, String> acknowledged) {
    try {
      for (int i = 0; i < 10_000; i++) {
        String value = prefix + "value-" + i;
        if (served.set(bearer, prefix + i, value) == 200) {
          acknowledged.put(prefix + i, value);
          number.incrementAndGet();
        }
      }
    } catch (IOException killed) {
      // The vault is gone; what it acknowledged is noted.
      return;
    }
  }

  @Test
  void aFullDiskAnswersAnErrorAndLosesNothing() throws Exception {
    Path small = Files.createDirectory(scratch.resolve("small"));
    must("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString());
    try {
      Process process =
          served.vault(
              "--store", small.resolve("vault").toString(), "--master-key", scratch + "/key");
      String bearer = served.bearer();
      String value = "v".repeat(10_000);
      int stored = 0;
      int status = 200;
      while (status == 200 && stored < 1000) {
        status = served.set(bearer, "secret-" + stored, value);
        stored += status == 200 ? 1 : 0;
      }
      assertEquals(503, status);
      assertTrue(stored > 5, stored + " stored");
      assertEquals(value, served.get(bearer, "secret-" + (stored - 1)), "it still answers");
      process.destroyForcibly().waitFor();
      served.vault("--store", small.resolve("vault").toString(), "--master-key", scratch + "/key");
      bearer = served.bearer();
      for (int i = 0; i < stored; i++) {
        assertEquals(value, served.get(bearer, "secret-" + i));
      }
    } finally {
      end();
      must("umount", small.toString());
    }
  }

  @Test
  void theMasterKeyMayBeInAToken() throws Exception {
    Path tokens = Files.createDirectory(scratch.resolve("tokens"));
    Path configuration =
        Files.writeString(
            scratch.resolve("softhsm2.conf"), "directories.tokendir = %s\n".formatted(tokens));
    coffer.with("SOFTHSM2_CONF", configuration.toString());
    must(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "coffer",
        "--so-pin",
        "1234",
        "--pin",
        "5678");
    String library =
        must(
                "sh",
                "-c",
                "ls /usr/lib/*/softhsm/libsofthsm2.so /usr/lib/softhsm/libsofthsm2.so 2>/dev/null |"
                    + " head -1")
            .strip();
    must(
        "pkcs11-tool",
        "--module",
        library,
        "--login",
        "--pin",
        "5678",
        "--token-label",
        "coffer",
        "--keygen",
        "--key-type",
        "AES:32",
        "--label",
        "coffer",
        "--id",
        "01");
    Path provider =
        Files.writeString(
            scratch.resolve("pkcs11.cfg"),
            "name = coffer\nlibrary = %s\nslotListIndex = 0\n".formatted(library));
    Path pin = Files.writeString(scratch.resolve("pin"), "5678\n");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
    String[] options = {"--pkcs11", provider.toString(), "--pkcs11-pin", pin.toString()};
    Process process = vaultWith(configuration, options);
    assertEquals(200, served.set(served.bearer(), "kept", "in a token"));
    process.destroyForcibly().waitFor();
    vaultWith(configuration, options);
    assertEquals("in a token", served.get(served.bearer(), "kept"));
    assertFalse(Files.exists(home.resolve(".local/share/coffer/vault-master.key")));
  }

  private Process vaultWith(Path softhsm, String... options) throws Exception {
    served.environment.put("SOFTHSM2_CONF", softhsm.toString());
    return served.vault(options);
  }

  private String must(String... command) {
    Coffer.Result result = coffer.run(List.of(command), scratch);
    assertEquals(0, result.exit(), result::all);
    return result.out();
  }
}
