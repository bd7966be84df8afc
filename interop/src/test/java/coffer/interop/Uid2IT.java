package coffer.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.skr.SkrServer;
import com.uid2.shared.secure.AttestationException;
import com.uid2.shared.secure.azurecc.MaaTokenPayload;
import com.uid2.shared.secure.azurecc.MaaTokenSignatureValidator;
import com.uid2.shared.secure.azurecc.PolicyValidator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The UID2 core's validation of attestation tokens, from its published jar, against tokens of
/// ours.
class Uid2IT {
  private static final String CORE = "https://core.example.com/attest";

  @TempDir static Path scratch;
  private static Services services;

  @BeforeAll
  static void start() throws Exception {
    services = new Services(scratch);
    System.setProperty("javax.net.ssl.trustStore", services.trustStore().toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  /// As the operator's provider sends it, to the sidecar on its port.
  private static String token() throws Exception {
    String runtimeData =
        "{\"location\":\"East US\",\"publicKey\":\"abc\",\"attestationUrl\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(CORE.getBytes(StandardCharsets.UTF_8)));
    try (SkrServer sidecar = services.sidecar(0, Services.HOST_DATA)) {
      return Services.token(
          sidecar,
          "localhost:" + services.attestation.port(),
          runtimeData.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void theCoreBelievesTheTokenAndReadsTheIdentity() throws Exception {
    MaaTokenPayload payload =
        new MaaTokenSignatureValidator(services.attestationUrl()).validate(token());
    assertTrue(payload.isSevSnpVM());
    assertTrue(payload.isUtilityVMCompliant());
    assertEquals(Services.HOST_DATA, new PolicyValidator(CORE).validate(payload, "abc"));
  }

  @Test
  void anotherIssuerAndAChangedTokenAreNotBelieved() throws Exception {
    String token = token();
    String other = "https://127.0.0.1:" + services.attestation.port();
    assertThrows(
        AttestationException.class, () -> new MaaTokenSignatureValidator(other).validate(token));
    String changed = token.substring(0, token.length() - 4) + "AAAA";
    assertThrows(
        AttestationException.class,
        () -> new MaaTokenSignatureValidator(services.attestationUrl()).validate(changed));
  }
}
