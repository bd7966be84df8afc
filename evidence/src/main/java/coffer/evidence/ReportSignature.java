package coffer.evidence;

import coffer.snp.SnpReport;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;

/// The report's signature: ECDSA on P-384 over the SHA-384 of its first 0x2A0 bytes.
final class ReportSignature {
  private static final int ECDSA_P384_SHA384 = 1;
  private static final int P384_BITS = 384;

  private ReportSignature() {}

  static List<Check> verify(SnpReport report, X509Certificate leaf) {
    int algorithm = report.body().signatureAlgorithm();
    String found = outcome(report, leaf.getPublicKey());
    return List.of(
        Check.verified(
            "report.algorithm",
            "signature_algo",
            "1 (ECDSA P-384 with SHA-384)",
            Integer.toUnsignedString(algorithm),
            algorithm == ECDSA_P384_SHA384),
        Check.verified(
            "report.signature",
            "signature",
            "valid under the leaf certificate's key",
            found,
            found.equals("valid")));
  }

  private static String outcome(SnpReport report, PublicKey key) {
    if (!(key instanceof ECPublicKey ec) || !Ecdsa.isOnCurve(key, P384_BITS)) {
      return "a leaf key of another kind (%s)".formatted(key.getAlgorithm());
    }
    if (!report.signature().inRange(ec.getParams().getOrder())) {
      return "r or s out of range";
    }
    boolean valid =
        Ecdsa.isValid(P384_BITS, key, report.signed().toArray(), report.signature().toP1363());
    return valid ? "valid" : "not valid: the report or the signature was changed";
  }
}
