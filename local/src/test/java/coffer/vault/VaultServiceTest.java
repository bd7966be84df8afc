package coffer.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.SecretBytes;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.json.Json;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSnp;
import coffer.skr.GuestEvidence;
import coffer.skr.Release;
import coffer.skr.ReportSource;
import coffer.skr.VaultClient;
import coffer.snp.GuestPolicy;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultServiceTest {
  private static final Bytes IDENTITY = Bytes.parseHex("a1".repeat(32));
  private static final Bytes OTHER = Bytes.parseHex("b2".repeat(32));

  @TempDir static Path roots;
  private static DevelopmentRoot root;
  private static SimulatedSnp hardware;

  @TempDir Path folder;
  private SecretStore secrets;
  private final List<Verdict> verdicts = new ArrayList<>();

  @BeforeAll
  static void makeHardware() throws IOException {
    root = DevelopmentRoot.loadOrCreate(roots.resolve("root"));
    hardware = SimulatedSnp.milan(root);
  }

  @BeforeEach
  void makeSecret() throws IOException {
    secrets = SecretStore.open(folder.resolve("secrets"));
    secrets.generate("greeting-key", 32);
  }

  @Test
  void guestWithTheIdentityReceivesTheSecret() throws IOException {
    VaultService vault = service(allowed(), Clock.systemUTC());
    Release release =
        new VaultClient(guest(IDENTITY, GuestPolicy.AZURE), vault::handle).release("greeting-key");
    Release.Released released = assertInstanceOf(Release.Released.class, release);
    try (SecretBytes wanted = secrets.read("greeting-key").orElseThrow();
        var key = released.key()) {
      assertEquals(wanted, key.key());
      byte[] k = Base64Text.decode(key.toJwk().string("k"));
      assertArrayEquals(wanted.reveal(), k);
    }
    assertEquals("development root", verdicts.getFirst().root());
  }

  @Test
  void versionAfterTheNameIsAccepted() throws IOException {
    VaultService vault = service(allowed(), Clock.systemUTC());
    assertInstanceOf(
        Release.Released.class,
        new VaultClient(guest(IDENTITY, GuestPolicy.AZURE), vault::handle)
            .release("greeting-key/1"));
  }

  @Test
  void guestWithAnotherIdentityIsRefusedByHostData() throws IOException {
    assertRefused(guest(OTHER, GuestPolicy.AZURE), "host_data");
  }

  @Test
  void guestThatAllowsDebuggingIsRefused() throws IOException {
    assertRefused(guest(IDENTITY, GuestPolicy.AZURE.withDebug(true)), "policy.debug");
  }

  @Test
  void evidenceOfAnotherRequestIsRefusedByReportData() throws IOException {
    Bytes stale = Bytes.of(new byte[64]);
    assertRefused(_ -> evidence(stale, IDENTITY, GuestPolicy.AZURE), "report_data");
  }

  @Test
  void developmentRootIsRefusedUnlessAllowed() throws IOException {
    VaultService vault = service(TrustRoots.amd(), Clock.systemUTC());
    Release release =
        new VaultClient(guest(IDENTITY, GuestPolicy.AZURE), vault::handle).release("greeting-key");
    String reason = assertInstanceOf(Release.Refused.class, release).reason();
    assertTrue(reason.contains("development root"), reason);
  }

  @Test
  void sameRequestTwiceIsRefusedTheSecondTime() throws IOException {
    VaultService vault = service(allowed(), Clock.systemUTC());
    AtomicReference<byte[]> recorded = new AtomicReference<>(new byte[0]);
    VaultClient client =
        new VaultClient(
            guest(IDENTITY, GuestPolicy.AZURE),
            request -> {
              recorded.set(request);
              return vault.handle(request);
            });
    assertInstanceOf(Release.Released.class, client.release("greeting-key"));
    Json.Obj replayed = Json.parseObject(vault.handle(recorded.get()));
    assertTrue(replayed.string("refused").contains("nonce"), replayed.string("refused"));
  }

  @Test
  void nonceOlderThanTwoMinutesIsRefused() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    Clock clock =
        new Clock() {
          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    VaultService vault = service(allowed(), clock);
    ReportSource slow =
        data -> {
          now.updateAndGet(time -> time.plus(Duration.ofSeconds(121)));
          return evidence(data, IDENTITY, GuestPolicy.AZURE);
        };
    Release release = new VaultClient(slow, vault::handle).release("greeting-key");
    assertTrue(assertInstanceOf(Release.Refused.class, release).reason().contains("nonce"));
  }

  @Test
  void secretOfNobodyIsAnErrorAndNoOracle() {
    VaultService vault = service(allowed(), Clock.systemUTC());
    VaultClient client = new VaultClient(guest(IDENTITY, GuestPolicy.AZURE), vault::handle);
    IOException error = assertThrows(IOException.class, () -> client.release("other-key"));
    assertEquals("the vault: no secret 'other-key' for this guest", error.getMessage());
  }

  @Test
  void brokenRequestsAreAnsweredWithAnError() {
    VaultService vault = service(allowed(), Clock.systemUTC());
    for (String request :
        List.of("", "{", "[]", "{}", "{\"method\":\"steal\"}", "{\"method\":\"release\"}")) {
      Json.Obj answer = Json.parseObject(vault.handle(request.getBytes(StandardCharsets.UTF_8)));
      assertTrue(answer.get("error").isPresent(), request);
    }
  }

  @FuzzTest
  void anyRequestIsAnswered(byte[] input) throws IOException {
    VaultService vault = service(TrustRoots.amd(), Clock.systemUTC());
    assertTrue(Json.parse(vault.handle(input)) instanceof Json.Obj);
  }

  private void assertRefused(ReportSource guest, String field) throws IOException {
    VaultService vault = service(allowed(), Clock.systemUTC());
    Release release = new VaultClient(guest, vault::handle).release("greeting-key");
    String reason = assertInstanceOf(Release.Refused.class, release).reason();
    assertTrue(reason.contains(field), reason);
    assertEquals(1, verdicts.size());
    assertEquals(1, verdicts.getFirst().findings().size(), reason);
  }

  private static TrustRoots allowed() {
    return TrustRoots.amd().withDevelopmentRoot(root.certificate());
  }

  private VaultService service(TrustRoots trusted, Clock clock) {
    return new VaultService(
        new Vault(secrets, new SnpVerifier(trusted), clock),
        Map.of("greeting-key", IDENTITY),
        (_, verdict) -> verdicts.add(verdict));
  }

  private static ReportSource guest(Bytes hostData, GuestPolicy policy) {
    return data -> evidence(data, hostData, policy);
  }

  private static GuestEvidence evidence(Bytes data, Bytes hostData, GuestPolicy policy) {
    SimulatedGuest guest = SimulatedGuest.of(hostData).withPolicy(policy);
    return new GuestEvidence(
        Bytes.of(hardware.report(data, guest).toBytes()),
        new String(hardware.chainPem(), StandardCharsets.US_ASCII),
        hardware.thim().tcbm(),
        Bytes.EMPTY);
  }
}
