package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is true of a signed document whoever asks and whenever: its certificates, whether the leaf
/// signed it, and whether they sign each other. A release of a utility VM has one endorsement that
/// all its guests show, so the last documents are remembered.
///
/// @param path `valid`, or why the certificates are no path
/// @param timestamp `valid`, or what is wrong with the timestamp; null when there is none
record EndorsementFacts(
    CertificateChain chain, boolean signed, String path, @Nullable String timestamp) {
  private static final int MOST = 64;
  private static final int LARGEST = 1 << 15;

  private static final Map<CoseSign1, EndorsementFacts> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CoseSign1, EndorsementFacts> eldest) {
          return size() > MOST;
        }
      };

  /// `MalformedException` when it has no certificates that can be read.
  static EndorsementFacts of(CoseSign1 document) {
    synchronized (KNOWN) {
      EndorsementFacts known = KNOWN.get(document);
      if (known != null) {
        return known;
      }
    }
    EndorsementFacts found = find(document);
    if (size(document) <= LARGEST) {
      synchronized (KNOWN) {
        KNOWN.put(document, found);
      }
    }
    return found;
  }

  /// Whoever sends large documents does not fill the memory with them.
  private static int size(CoseSign1 document) {
    return document.protectedBytes().length()
        + document.payload().length()
        + document.unprotectedHeaders().toBytes().length;
  }

  private static EndorsementFacts find(CoseSign1 document) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Bytes der : document.x5chain()) {
      certificates.add(CertificateChain.parseCertificate(der.toArray()));
    }
    CertificateChain chain = new CertificateChain(certificates);
    Cbor token = document.unprotectedHeaders().get("timestamp").orElse(null);
    return new EndorsementFacts(
        chain,
        CoseSignature.isValid(document, chain.leaf().getPublicKey()),
        path(chain),
        token == null ? null : TimestampToken.outcome(token, document.signature()));
  }

  private static String path(CertificateChain chain) {
    try {
      ChainWindow.of(chain).validate(chain);
      return "valid";
    } catch (GeneralSecurityException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
