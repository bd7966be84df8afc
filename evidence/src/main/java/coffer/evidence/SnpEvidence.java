package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.snp.SnpReport;
import coffer.snp.ThimDocument;
import coffer.snp.UvmEndorsement;
import org.jspecify.annotations.Nullable;

/// What a guest shows: its report, and the certificates that belong to the key which signed it. On
/// Azure also the endorsement of its utility VM, the document its certificates came in, and the
/// text of its policy; each is null when it is not shown. `crl` is AMD's revocation list, if the
/// caller has it.
public record SnpEvidence(
    SnpReport report,
    CertificateChain chain,
    @Nullable UvmEndorsement endorsement,
    @Nullable ThimDocument thim,
    @Nullable Bytes policyText,
    @Nullable RevocationList crl)
    implements Evidence {
  /// A report and its certificates alone.
  public SnpEvidence(SnpReport report, CertificateChain chain) {
    this(report, chain, null, null, null, null);
  }

  /// Parses the 1,184 bytes of a report and the PEM text of its certificates, the leaf first.
  public static SnpEvidence parse(byte[] report, byte[] chainPem) {
    return new SnpEvidence(SnpReport.parse(report), CertificateChain.parse(chainPem));
  }

  public SnpEvidence withEndorsement(UvmEndorsement shown) {
    return new SnpEvidence(report, chain, shown, thim, policyText, crl);
  }

  public SnpEvidence withThim(ThimDocument shown) {
    return new SnpEvidence(report, chain, endorsement, shown, policyText, crl);
  }

  /// A policy text proves nothing by itself; it is compared with HOST_DATA.
  public SnpEvidence withPolicyText(Bytes shown) {
    return new SnpEvidence(report, chain, endorsement, thim, shown, crl);
  }

  /// AMD's list of intermediates that it took back.
  public SnpEvidence withCrl(RevocationList found) {
    return new SnpEvidence(report, chain, endorsement, thim, policyText, found);
  }
}
