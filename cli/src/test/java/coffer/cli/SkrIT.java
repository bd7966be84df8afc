package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.jose.Jws;
import coffer.json.Json;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sidecar in an image of its own that Coffer built, under its policy on the local host, with
/// the platform's attestation service and vault under their public names.
class SkrIT {
  private static final String MAA = "sharedeus.eus.attest.azure.net";

  @TempDir Path home;

  private Coffer coffer;
  private Served served;
  private Path example;
  private String url = "";

  @BeforeEach
  void example() throws IOException {
    coffer = new Coffer(home);
    assertEquals(0, coffer.run("--version").exit());
    served = new Served(home);
    example = Files.createDirectories(home.resolve("skr"));
    String yaml = Files.readString(Vectors.checkout().resolve("examples/skr/coffer.yaml"));
    Path library = Vectors.checkout().resolve("cli/target/dist/lib");
    Files.writeString(
        example.resolve("coffer.yaml"),
        yaml.replace("../../cli/target/dist/lib", library.toString()));
  }

  @AfterEach
  void nothingStaysBehind() throws Exception {
    served.end();
    assertEquals(0, coffer.run("down", "--all").exit());
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(url + path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Json.Obj json(HttpResponse<String> answer) {
    return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSidecarAttestsAndReleasesUnderThePublicNames() throws Exception {
    Coffer.Result identity = coffer.run("identity", example.toString());
    assertEquals(0, identity.exit(), identity::all);
    String hostData =
        Json.parseObject(Files.readAllBytes(example.resolve(".coffer/identity.json")))
            .object("snp")
            .string("hostData");
    importKeys(hostData);

    Coffer.Result up = coffer.run("up", example.toString(), "--port", "9000:0");
    assertEquals(0, up.exit(), up::all);
    url = up.after("url");
    assertEquals("{\"message\":\"Status OK\"}", ask("GET", "/status", "").body());

    HttpResponse<String> token =
        ask(
            "POST",
            "/attest/maa",
            "{\"maa_endpoint\":\"%s\",\"runtime_data\":\"ewp9\"}".formatted(MAA));
    assertEquals(200, token.statusCode(), token::body);
    Json.Obj claims = Json.parseObject(Jws.parse(json(token).string("token")).payload().toArray());
    assertEquals("https://" + MAA, claims.string("iss"));
    assertEquals(hostData, claims.string("x-ms-sevsnpvm-hostdata"));
    assertEquals("azure-compliant-uvm", claims.string("x-ms-compliance-status"));
    assertEquals(
        502,
        ask(
                "POST",
                "/attest/maa",
                "{\"maa_endpoint\":\"nowhere.attest.azure.net\",\"runtime_data\":\"ewp9\"}")
            .statusCode());

    Json.Obj released = release("mine", 200);
    assertEquals(
        "0123456789abcdef0123456789abcdef",
        new String(
            Base64Text.decode(
                Json.parseObject(released.string("key").getBytes(StandardCharsets.UTF_8))
                    .string("k")),
            StandardCharsets.US_ASCII));
    assertTrue(release("others", 403).string("error").contains("x-ms-sevsnpvm-hostdata"));
    assertTrue(release("none", 403).string("error").contains("not found"));
    assertFalse(coffer.run("logs", "skr").out().contains("0123456789abcdef"));
  }

  private Json.Obj release(String kid, int status) throws Exception {
    HttpResponse<String> answer =
        ask(
            "POST",
            "/key/release",
            "{\"maa_endpoint\":\"%s\",\"akv_endpoint\":\"my.vault.azure.net\",\"kid\":\"%s\"}"
                .formatted(MAA, kid));
    assertEquals(status, answer.statusCode(), answer::body);
    return json(answer);
  }

  /// Into the workload's own vault, before the group has it.
  private void importKeys(String hostData) throws Exception {
    Path vaults = home.resolve(".local/share/coffer/vaults");
    Process vault =
        served.vault(
            "--store",
            vaults.resolve("skr").toString(),
            "--master-key",
            vaults.resolve("skr.key").toString());
    String bearer = served.bearer();
    importKey(bearer, "mine", hostData);
    importKey(bearer, "others", "ab".repeat(32));
    vault.destroy();
    vault.waitFor();
  }

  private void importKey(String bearer, String name, String hostData) throws IOException {
    String policy =
        """
        {"version":"1.0.0","anyOf":[{"authority":"https://%s","allOf":[
          {"claim":"x-ms-sevsnpvm-hostdata","equals":"%s"}]}]}\
        """
            .formatted(MAA, hostData);
    byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    Json body =
        Json.object()
            .put(
                "key",
                Json.object()
                    .put("kty", "oct")
                    .put("k", Base64Text.url(key))
                    .put("key_ops", Json.strings(List.of("decrypt")))
                    .build())
            .put("attributes", Json.object().put("exportable", true).build())
            .put(
                "release_policy",
                Json.object()
                    .put("data", Base64Text.url(policy.getBytes(StandardCharsets.UTF_8)))
                    .build())
            .build();
    HttpResponse<String> answer =
        served.send(
            "PUT", "/keys/" + name + "?api-version=7.4", body.toCompact(), "Authorization", bearer);
    assertEquals(200, answer.statusCode(), answer::body);
  }
}
