package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;

/// What makes a quote believable (DCAP quote format, "ECDSA 256-bit quote signature data
/// structure"): the signature over header and report, the attestation key that made it, and the
/// quoting enclave's own report, signed by the platform's certification key (PCK).
///
/// Signatures are r and s, keys x and y, 32 bytes each, big-endian. `qeReportBytes` are the very
/// 384 bytes that were signed.
public record QuoteSignatureData(
    Bytes signature,
    Bytes attestationKey,
    EnclaveReport qeReport,
    Bytes qeReportBytes,
    Bytes qeReportSignature,
    Bytes qeAuthenticationData,
    CertificationData certificationData) {
  public QuoteSignatureData {
    Lengths.require("signature", signature, 64);
    Lengths.require("attestation_key", attestationKey, 64);
    Lengths.require("qe_report", qeReportBytes, EnclaveReport.LENGTH);
    Lengths.require("qe_report_signature", qeReportSignature, 64);
  }

  static QuoteSignatureData read(ByteReader in) {
    Bytes signature = in.at(436).bytes(64);
    Bytes attestationKey = in.at(500).bytes(64);
    Bytes qeReportBytes = in.at(564).bytes(EnclaveReport.LENGTH);
    EnclaveReport qeReport;
    try {
      qeReport = EnclaveReport.parse(qeReportBytes.toArray());
    } catch (MalformedException e) {
      throw e.within("qe_report, at 0x234 of the quote");
    }
    Bytes qeReportSignature = in.at(948).bytes(64);
    Bytes qeAuthenticationData = in.bytes(in.at(1012).u16());
    return new QuoteSignatureData(
        signature,
        attestationKey,
        qeReport,
        qeReportBytes,
        qeReportSignature,
        qeAuthenticationData,
        CertificationData.read(in));
  }

  void write(ByteWriter out) {
    out.bytes(signature).bytes(attestationKey).bytes(qeReportBytes).bytes(qeReportSignature);
    out.u16(qeAuthenticationData.length()).bytes(qeAuthenticationData);
    certificationData.write(out);
  }
}
