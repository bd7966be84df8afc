package coffer.vault;

import coffer.bytes.Base64Text;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Fresh texts that the vault has handed out and that come back once, within two minutes. Bounded:
/// the oldest is forgotten for the newest. Safe for use by many threads.
final class Nonces {
  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final int MOST = 1024;
  private static final int LENGTH = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> open = new LinkedHashMap<>();

  synchronized String issue(Instant now) {
    byte[] content = new byte[LENGTH];
    random.nextBytes(content);
    String nonce = Base64Text.url(content);
    if (open.size() >= MOST) {
      Iterator<String> oldest = open.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    open.put(nonce, now.plus(LIFE));
    return nonce;
  }

  /// True for a nonce that was issued, is not older than two minutes, and was not spent before.
  synchronized boolean spend(String nonce, Instant now) {
    Instant end = open.remove(nonce);
    return end != null && !now.isAfter(end);
  }
}
