package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.group.ContainerMount;
import coffer.group.GroupHardware;
import coffer.identity.SgxIdentity;
import coffer.occlum.InternalConfig;
import coffer.occlum.OcclumDocument;
import coffer.occlum.RunConfig;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class EnclaveRulesTest {
  private static final Bytes MAC = Bytes.of(new byte[16]);
  private static final SgxIdentity IDENTITY = identity("0e");

  @TempDir Path folder;

  private static SgxIdentity identity(String mrEnclave) {
    return new SgxIdentity(
        "service",
        Bytes.parseHex(mrEnclave.repeat(32)),
        Bytes.parseHex("51".repeat(32)),
        7,
        3,
        false,
        1 << 27,
        new SgxIdentity.Checksums("", "", ""),
        List.of());
  }

  private EnclaveRules rules(String occlum, String secrets) {
    Workload workload =
        Workload.parse(
            """
            apiVersion: coffer/v1
            kind: Workload
            name: service
            service: {type: java, source: src}
            secrets: %s
            """
                .formatted(secrets)
                .getBytes(StandardCharsets.UTF_8),
            folder);
    OcclumDocument document = OcclumDocument.parse(occlum.getBytes(StandardCharsets.UTF_8), false);
    return new EnclaveRules(
        workload, RunConfig.parse(InternalConfig.of(document.config(), false, MAC, MAC)));
  }

  private EnclaveRules rules(String secrets) {
    return rules(
        OcclumSamples.CONFIG.replace("[\"core_api_token\"]", "[\"CORE_API_TOKEN\", \"LOG\"]"),
        secrets);
  }

  private static String refused(Executable asked) {
    CommandFailure failure = assertThrows(CommandFailure.class, asked);
    assertEquals(ExitCode.REJECTED, failure.exitCode);
    return failure.toString();
  }

  @Test
  void onlyEntryPointsAreStarted() {
    rules("[]").requireEntryPoint("/opt/java/bin/java");
    String refused = refused(() -> rules("[]").requireEntryPoint("/app/run"));
    assertTrue(refused.contains("/bin, /opt/java/bin"), refused);
  }

  @Test
  void theHostDecidesUntrustedVariablesAlone() {
    EnclaveRules rules = rules("[]");
    assertEquals(Map.of("OCCLUM", "yes", "LOG", "loud"), rules.environment(Map.of("LOG", "loud")));
    String refused = refused(() -> rules.environment(Map.of("OCCLUM", "no")));
    assertTrue(refused.contains("OCCLUM") && refused.contains("CORE_API_TOKEN, LOG"), refused);
    assertEquals(List.of("CORE_API_TOKEN"), rules.hostVariables(Map.of("LOG", "loud"), List.of()));
  }

  @Test
  void aSecretIsTheVariableOfItsName() throws IOException {
    Files.writeString(folder.resolve("token"), "t");
    EnclaveRules rules = rules("[{name: core-api-token, file: token}, {name: log, generate: 16}]");
    List<GroupHardware.SecretVariable> secrets = rules.secrets(IDENTITY);
    assertEquals(
        List.of(
            new GroupHardware.SecretVariable("CORE_API_TOKEN", "core-api-token", false),
            new GroupHardware.SecretVariable("LOG", "log", true)),
        secrets);
    assertEquals(List.of(), rules.hostVariables(Map.of(), secrets));
    String refused = refused(() -> rules("[{name: other, generate: 16}]").secrets(IDENTITY));
    assertTrue(refused.contains("secret other"), refused);
  }

  @Test
  void aSecretOfAnotherEnclaveIsNotHandedOver() throws IOException {
    Files.writeString(folder.resolve("token"), "t");
    Files.write(folder.resolve("owner.json"), IDENTITY.toBytes());
    EnclaveRules rules = rules("[{name: log, file: token, identity: owner.json}]");
    assertEquals(1, rules.secrets(IDENTITY).size());
    String refused = refused(() -> rules.secrets(identity("0f")));
    assertTrue(refused.contains("0e0e") && refused.contains("0f0f"), refused);
  }

  @Test
  void whatTheEnclaveSeesOfTheHost() throws IOException {
    String occlum =
        OcclumSamples.CONFIG.replace(
            "{\"target\": \"/hostetc\"",
            "{\"target\": \"/data\", \"type\": \"hostfs\", \"source\": \"data\"},"
                + "{\"target\": \"/scratch\", \"type\": \"ramfs\"},"
                + "{\"target\": \"/hostetc\"");
    StringWriter err = new StringWriter();
    EnclaveRules rules = rules(occlum, "[]");
    CommandFailure missing =
        assertThrows(CommandFailure.class, () -> rules.mounts(new PrintWriter(err)));
    assertEquals(ExitCode.ENVIRONMENT, missing.exitCode);
    Files.createDirectory(folder.resolve("data"));
    assertEquals(
        List.of(
            new ContainerMount(folder.resolve("data").toString(), "/data", true),
            ContainerMount.inMemory("/scratch"),
            new ContainerMount("/etc", "/hostetc", false)),
        rules.mounts(new PrintWriter(err)));
    assertTrue(err.toString().contains("/hostetc"), err.toString());
    assertFalse(err.toString().contains("/data,"), err.toString());
  }
}
