package coffer.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.tls.DevelopmentCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final KeyRing.Rotation ROTATION =
      new KeyRing.Rotation(Duration.ofDays(10), Duration.ofDays(1), Duration.ofHours(9));

  @TempDir Path scratch;

  private KeyFile at(Instant now) throws IOException {
    return KeyFile.open(
        scratch.resolve("keys.json"),
        DevelopmentCa.subject("https://a.test"),
        ROTATION,
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static List<String> published(KeyFile file) {
    return file.ring().keys().stream().map(TokenKey::kid).toList();
  }

  @Test
  void aNewKeyIsPublishedBeforeItSignsAndTheOldOneIsKeptForItsTokens() throws IOException {
    String first = at(START).signing().kid();
    assertEquals(List.of(first), published(at(START.plus(Duration.ofDays(8)))));

    KeyFile before = at(START.plus(Duration.ofDays(9)));
    assertEquals(2, published(before).size());
    assertEquals(first, before.signing().kid(), "published, not yet used");
    String second = published(before).getLast();

    KeyFile after = at(START.plus(Duration.ofDays(10)).plusSeconds(1));
    assertEquals(second, after.signing().kid());
    assertTrue(published(after).contains(first), "its tokens are still valid");

    KeyFile later = at(START.plus(Duration.ofDays(10)).plus(Duration.ofHours(10)));
    assertFalse(published(later).contains(first));
    assertEquals(second, later.signing().kid());
  }

  @Test
  void aServiceThatSleptStillPublishesBeforeItUses() throws IOException {
    String first = at(START).signing().kid();
    Instant woken = START.plus(Duration.ofDays(100));
    KeyFile late = at(woken);
    assertEquals(first, late.signing().kid());
    assertEquals(2, published(late).size());
    assertEquals(woken.plus(Duration.ofDays(1)), late.ring().keys().getLast().active());
  }

  @Test
  void replicasOnOneFileShareItsKeys() throws IOException {
    KeyFile one = at(START);
    KeyFile other = at(START);
    assertEquals(one.ring().toJwks(), other.ring().toJwks());
    KeyFile rotated = at(START.plus(Duration.ofDays(9)));
    other.refresh();
    assertEquals(rotated.ring().toJwks(), other.ring().toJwks());
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    at(START);
    Files.setPosixFilePermissions(
        scratch.resolve("keys.json"), PosixFilePermissions.fromString("rw-r--r--"));
    IOException refused = assertThrows(IOException.class, () -> at(START));
    assertTrue(refused.toString().contains("permissions"), refused::toString);
  }
}
