package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.sgx.quote.QuoteHeader;
import coffer.sgx.quote.QuoteSignatureData;
import coffer.sgx.quote.SgxQuote;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The signatures inside a quote: the platform's key signs the quoting enclave's report, that
/// report names the attestation key, and the attestation key signs header and report of the
/// enclave.
final class QuoteSignatures {
  private QuoteSignatures() {}

  /// `pck` is the platform's certificate; without one the first link fails.
  static List<Check> verify(SgxQuote quote, @Nullable X509Certificate pck) {
    QuoteSignatureData data = quote.signatureData();
    return List.of(vendor(quote.header()), qeReport(data, pck), qeReportData(data), report(quote));
  }

  private static Check vendor(QuoteHeader header) {
    return Check.verified(
        "quote.qe_vendor",
        "qe_vendor_id",
        QuoteHeader.INTEL.toHex() + " (Intel)",
        header.qeVendorId().toHex(),
        header.qeVendorId().equals(QuoteHeader.INTEL));
  }

  private static Check qeReport(QuoteSignatureData data, @Nullable X509Certificate pck) {
    String got;
    if (pck == null) {
      got = "no certificate to check it with";
    } else if (!Ecdsa.isOnCurve(pck.getPublicKey(), 256)) {
      got = "a platform key of another kind (%s)".formatted(pck.getPublicKey().getAlgorithm());
    } else {
      got =
          Ecdsa.isValid(
                  256,
                  pck.getPublicKey(),
                  data.qeReportBytes().toArray(),
                  data.qeReportSignature().toArray())
              ? "valid"
              : "not valid: report or signature was changed, or it is another platform's";
    }
    return Check.verified(
        "qe_report.signature",
        "qe_report signature",
        "valid under the platform's key",
        got,
        got.equals("valid"));
  }

  /// Intel's library looks at the first 32 bytes alone; the rest is zero in every quote known.
  private static Check qeReportData(QuoteSignatureData data) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(data.attestationKey().toArray());
    sha256.update(data.qeAuthenticationData().toArray());
    Bytes wanted = Bytes.of(java.util.Arrays.copyOf(sha256.digest(), 64));
    Bytes got = data.qeReport().reportData();
    return Check.verified(
        "qe_report.report_data",
        "qe_report.report_data",
        "the digest of the attestation key: " + wanted.toHex(),
        got.toHex(),
        wanted.equals(got));
  }

  private static Check report(SgxQuote quote) {
    QuoteSignatureData data = quote.signatureData();
    boolean valid;
    try {
      valid =
          Ecdsa.isValid(
              256,
              Ecdsa.p256(data.attestationKey().toArray()),
              quote.signed().toArray(),
              data.signature().toArray());
    } catch (GeneralSecurityException _) {
      valid = false;
    }
    return Check.verified(
        "quote.signature",
        "quote signature",
        "valid under the attestation key",
        valid ? "valid" : "not valid: the quote, the key or the signature was changed",
        valid);
  }
}
