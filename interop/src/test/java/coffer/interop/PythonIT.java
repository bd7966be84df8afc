package coffer.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.skr.SkrServer;
import coffer.testkit.Vectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NVFlare's own authorizer and PyJWT, as PyPI has them, against our sidecar and service. The
/// virtual environment is made by `./test`.
class PythonIT {
  private static final Path PYTHON = Vectors.checkout().resolve("interop/target/python/bin/python");

  @TempDir static Path scratch;
  private static Services services;

  @BeforeAll
  static void start() throws Exception {
    assertTrue(Files.exists(PYTHON), "no virtual environment; run ./test");
    services = new Services(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  private static String python(Map<String, String> environment, String... script) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-c"));
    command.addAll(List.of(script));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.toLowerCase().endsWith("_proxy"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.strip().lines().reduce((_, last) -> last).orElse("");
  }

  private static Map<String, String> trusting() {
    return Map.of("SSL_CERT_FILE", services.ca.certificateFile().toString());
  }

  @Test
  void theAuthorizerOfNvflareGeneratesAndVerifies() throws Exception {
    String script =
        """
        import sys
        from nvflare.app_opt.confidential_computing.aci_authorizer import ACIAuthorizer
        authorizer = ACIAuthorizer(maa_endpoint=sys.argv[1], retry_count=0)
        token = authorizer.generate()
        changed = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
        print(len(token) > 0, authorizer.verify(token), authorizer.verify(changed), authorizer.verify(""))
        """;
    String endpoint = "localhost:" + services.attestation.port();
    // The authorizer asks on this port and no other.
    try (SkrServer _ = services.sidecar(8284, Services.HOST_DATA)) {
      assertEquals("True True False False", python(trusting(), script, endpoint));
      assertEquals(
          "True False False False",
          python(Map.of("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt"), script, endpoint),
          "an authority that is not trusted");
    }
  }

  @Test
  void pyJwtFindsTheKeyByItsId() throws Exception {
    String script =
        """
        import sys, jwt
        keys = jwt.PyJWKClient(sys.argv[1] + "/certs")
        key = keys.get_signing_key_from_jwt(sys.argv[2])
        claims = jwt.decode(sys.argv[2], key.key, algorithms=["RS256"], issuer=sys.argv[1])
        print(claims["x-ms-sevsnpvm-hostdata"], "aud" in claims, type(claims["nonce"]).__name__)
        """;
    try (SkrServer sidecar = services.sidecar(0, Services.HOST_DATA)) {
      String token =
          Services.token(
              sidecar,
              "localhost:" + services.attestation.port(),
              "{\n}".getBytes(StandardCharsets.UTF_8));
      assertEquals(
          Services.HOST_DATA + " False str",
          python(trusting(), script, services.attestationUrl(), token));
    }
  }
}
