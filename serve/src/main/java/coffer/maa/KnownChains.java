package coffer.maa;

import coffer.bytes.Bytes;
import coffer.evidence.CertificateChain;
import java.util.LinkedHashMap;
import java.util.Map;

/// The chains that were parsed last. Guests of one machine show the same one again and again, and a
/// chain remembers what was found out about its signatures. Thread-safe.
final class KnownChains {
  private static final int MOST = 1024;
  private static final int LARGEST = 1 << 14;

  private static final Map<Bytes, CertificateChain> KNOWN =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, CertificateChain> eldest) {
          return size() > MOST;
        }
      };

  private KnownChains() {}

  /// As [CertificateChain#parse].
  static CertificateChain parse(byte[] pem) {
    if (pem.length > LARGEST) {
      return CertificateChain.parse(pem);
    }
    Bytes key = Bytes.of(pem);
    synchronized (KNOWN) {
      CertificateChain known = KNOWN.get(key);
      if (known != null) {
        return known;
      }
    }
    CertificateChain chain = CertificateChain.parse(pem);
    synchronized (KNOWN) {
      KNOWN.putIfAbsent(key, chain);
      return KNOWN.getOrDefault(key, chain);
    }
  }
}
