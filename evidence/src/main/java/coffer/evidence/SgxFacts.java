package coffer.evidence;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.sgx.collateral.PckExtensions;
import coffer.sgx.quote.EnclaveReport;
import coffer.sgx.quote.Quote;
import coffer.sgx.quote.SgxQuote;
import coffer.sgx.quote.UnsupportedQuote;
import java.util.Optional;

/// What a quote says, as JSON for programs: the same members whether it is trusted or not. Whoever
/// reads them asks the verdict first.
public final class SgxFacts {
  private SgxFacts() {}

  /// Members `status`, `advisory_ids` and `qe_tcb_status` from the collateral, `quote`, `pck`, and
  /// `enclave` with every field of the report; bytes and flag words in hex.
  public static Json.Obj of(SgxEvidence evidence) {
    return switch (evidence.quote()) {
      case UnsupportedQuote other -> Json.object().put("quote", header(other)).build();
      case SgxQuote quote -> facts(quote, evidence);
    };
  }

  private static Json.Obj facts(SgxQuote quote, SgxEvidence evidence) {
    Optional<PckExtensions> extensions = extensions(evidence);
    Json.ObjectBuilder facts = Json.object();
    SgxCollateral collateral = evidence.collateral();
    if (collateral != null && extensions.isPresent()) {
      TcbEvaluation tcb =
          TcbEvaluation.of(
              collateral.tcbInfo().value(),
              collateral.qeIdentity().value(),
              extensions.get().tcb(),
              quote.signatureData().qeReport().isvSvn());
      facts
          .put("status", text(tcb.status()))
          .put("advisory_ids", Json.strings(tcb.advisoryIds()))
          .put("qe_tcb_status", text(tcb.qe().map(level -> level.status())));
    }
    extensions.ifPresent(found -> facts.put("pck", pck(found)));
    return facts.put("quote", header(quote)).put("enclave", enclave(quote.report())).build();
  }

  private static Json text(Optional<?> value) {
    return value.map(known -> Json.of(known.toString())).orElse(Json.NULL);
  }

  private static Optional<PckExtensions> extensions(SgxEvidence evidence) {
    CertificateChain chain = evidence.pckChain();
    try {
      return chain == null
          ? Optional.empty()
          : Optional.of(PckExtensions.read(chain.path().ordered().leaf()));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private static Json.Obj header(Quote quote) {
    Json.ObjectBuilder facts =
        Json.object()
            .put("version", quote.header().version())
            .put("attestation_key_type", quote.header().attestationKeyType())
            .put("tee", quote.header().teeName());
    if (quote instanceof SgxQuote known) {
      facts
          .put("qe_svn", known.header().qeSvn())
          .put("pce_svn", known.header().pceSvn())
          .put("certification_data_type", known.signatureData().certificationData().type());
    }
    return facts.build();
  }

  private static Json.Obj pck(PckExtensions extensions) {
    return Json.object()
        .put("fmspc", extensions.fmspc().toHex())
        .put("pceid", extensions.pceId().toHex())
        .put(
            "tcb_components",
            extensions.tcb().components().stream().map(svn -> Json.of(svn.longValue())).toList())
        .put("pcesvn", extensions.tcb().pceSvn())
        .put("cpusvn", extensions.cpuSvn().toHex())
        .build();
  }

  private static Json.Obj enclave(EnclaveReport report) {
    return Json.object()
        .put("mrenclave", report.mrEnclave().toHex())
        .put("mrsigner", report.mrSigner().toHex())
        .put("isv_prod_id", report.isvProdId())
        .put("isv_svn", report.isvSvn())
        .put("cpusvn", report.cpuSvn().toHex())
        .put("misc_select", report.miscSelectBytes().toHex())
        .put("attributes_flags", "0x" + Long.toHexString(report.attributes().flags()))
        .put("attributes_xfrm", "0x" + Long.toHexString(report.attributes().xfrm()))
        .put("debug", report.attributes().debug())
        .put("report_data", report.reportData().toHex())
        .put("config_id", report.configId().toHex())
        .put("config_svn", report.configSvn())
        .put("isv_ext_prod_id", report.isvExtProdId().toHex())
        .put("isv_family_id", report.isvFamilyId().toHex())
        .build();
  }
}
