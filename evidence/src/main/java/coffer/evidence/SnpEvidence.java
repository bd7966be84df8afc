package coffer.evidence;

import coffer.snp.SnpReport;

/// What a guest shows: its report, and the certificates that belong to the key which signed it.
public record SnpEvidence(SnpReport report, CertificateChain chain) {
  /// Parses the 1,184 bytes of a report and the PEM text of its certificates, the leaf first.
  public static SnpEvidence parse(byte[] report, byte[] chainPem) {
    return new SnpEvidence(SnpReport.parse(report), CertificateChain.parse(chainPem));
  }
}
