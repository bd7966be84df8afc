package coffer.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.testkit.FakeRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final byte[] BLOB = "hello".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor DESCRIBED =
      new Descriptor("text/plain", Digest.sha256Of(BLOB), BLOB.length);

  private final FakeRegistry registry = new FakeRegistry();
  private final RegistryOptions options =
      RegistryOptions.DEFAULT
          .withInsecure(true)
          .withRetry(
              new Retry(2, Duration.ZERO, Duration.ofSeconds(1), Clock.systemUTC(), _ -> {}));

  TokensTest() {
    registry.putBlob("app", BLOB);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private ImageReference app() {
    return ImageReference.parse(registry.address() + "/app");
  }

  @Test
  void passwordBecomesAToken() throws Exception {
    Logins.TokenService service = new Logins.TokenService("me", "secret");
    registry.with(service);
    try (RegistryClient client =
        new RegistryClient(options.withCredentials(Logins.password("me", "secret")))) {
      client.fetchBlob(app(), DESCRIBED);
      client.fetchBlob(app(), DESCRIBED);
      client.pushBlob(app(), "text/plain", "more".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        List.of("repository:app:pull", "repository:app:pull,push"),
        service.granted().stream().sorted().toList());
  }

  @Test
  void azureAccessTokenIsExchanged() throws Exception {
    Logins.TokenService service = new Logins.TokenService(Login.TOKEN_USER, "acr token");
    registry.with(service);
    try (RegistryClient client =
        new RegistryClient(
            options.withCredentials(Logins.password(Login.TOKEN_USER, "acr token")))) {
      client.fetchBlob(app(), DESCRIBED);
    }
    assertEquals(List.of("repository:app:pull"), service.granted());
    assertEquals(1, registry.count("POST /token"));
    assertEquals(0, registry.count("acr"));
  }

  @Test
  void wrongPasswordIsRefusedByTheService() {
    registry.with(new Logins.TokenService("me", "secret"));
    RegistryException refused =
        assertThrows(RegistryException.class, () -> fetch(Logins.password("me", "wrong")));
    assertEquals(401, refused.status());
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("token service " + registry.address()),
        refused.getMessage());
    assertFalse(String.valueOf(refused.getMessage()).contains("wrong,"));
  }

  @Test
  void serviceInTheClearIsRefused() {
    registry.with(challenge("Bearer realm=\"http://example.com/token\""));
    IOException refused = assertThrows(IOException.class, () -> fetch(Credentials.NONE));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("a token service to an https address wanted"),
        refused.getMessage());
  }

  @Test
  void damagedChallengeIsNamed() {
    registry.with(challenge("Bearer realm=\"no end"));
    assertThrows(MalformedException.class, () -> fetch(Credentials.NONE));
  }

  @Test
  void serviceWithoutATokenIsNamed() {
    registry.with(challenge("Bearer realm=\"http://" + registry.address() + "/token\""));
    registry.with(
        "/token",
        1,
        exchange -> {
          FakeRegistry.answer(exchange, 200, "application/json", new byte[] {'{', '}'});
          return true;
        });
    MalformedException damaged =
        assertThrows(MalformedException.class, () -> fetch(Credentials.NONE));
    assertTrue(damaged.getMessage().endsWith("a token wanted, found none"), damaged.getMessage());
  }

  private void fetch(Credentials credentials) throws Exception {
    try (RegistryClient client = new RegistryClient(options.withCredentials(credentials))) {
      client.fetchBlob(app(), DESCRIBED);
    }
  }

  private static FakeRegistry.Fault challenge(String header) {
    return exchange -> {
      exchange.getResponseHeaders().set("WWW-Authenticate", header);
      FakeRegistry.error(exchange, 401, "UNAUTHORIZED");
      return true;
    };
  }
}
