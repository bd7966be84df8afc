package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.json.Json;
import coffer.snp.KeyExtensions;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReportBody;
import java.util.Optional;

/// What an SNP report says, as JSON for programs: the same members whether the report is trusted or
/// not. Whoever reads them asks the verdict first.
public final class SnpFacts {
  private SnpFacts() {}

  /// Members `product`, `signer`, `reported_tcb`, and `report` with every field by its name in AMD
  /// publication 56860; bytes and flag words in hex.
  public static Json.Obj of(SnpEvidence evidence) {
    SnpReportBody body = evidence.report().body();
    Optional<SnpProduct> product = product(evidence);
    Json.ObjectBuilder tcb =
        Json.object()
            .put("hex_bytes", body.reportedTcb().toBytes().toHex())
            .put("tcbm", body.reportedTcb().toString());
    product.ifPresent(
        known ->
            body.reportedTcb().parts(known).forEach((part, spl) -> tcb.put(part.toString(), spl)));
    return Json.object()
        .put("product", product.map(known -> Json.of(known.toString())).orElse(Json.NULL))
        .put("signer", body.flags().signingKey().toString())
        .put("reported_tcb", tcb.build())
        .put("report", report(body))
        .build();
  }

  private static Optional<SnpProduct> product(SnpEvidence evidence) {
    try {
      return KeyExtensions.read(evidence.chain().path().ordered().leaf()).product();
    } catch (coffer.bytes.MalformedException _) {
      return Optional.empty();
    }
  }

  private static Json.Obj report(SnpReportBody body) {
    return Json.object()
        .put("version", body.version())
        .put("guest_svn", Integer.toUnsignedLong(body.guestSvn()))
        .put("policy", body.policy().toString())
        .put("policy_debug", body.policy().debugAllowed())
        .put("policy_smt", body.policy().smtAllowed())
        .put("policy_migrate_ma", body.policy().migrationAllowed())
        .put("family_id", body.familyId().toHex())
        .put("image_id", body.imageId().toHex())
        .put("vmpl", Integer.toUnsignedLong(body.vmpl()))
        .put("signature_algo", Integer.toUnsignedLong(body.signatureAlgorithm()))
        .put("platform_info", body.platformInfo().toString())
        .put("flags", body.flags().toString())
        .put("report_data", body.reportData().toHex())
        .put("measurement", body.measurement().toHex())
        .put("host_data", body.hostData().toHex())
        .put("id_key_digest", body.idKeyDigest().toHex())
        .put("author_key_digest", body.authorKeyDigest().toHex())
        .put("report_id", body.reportId().toHex())
        .put("report_id_ma", body.reportIdMa().toHex())
        .put(
            "cpuid_family_model_stepping",
            Optional.ofNullable(body.cpuid())
                .map(cpuid -> cpuid.toBytes())
                .map(Bytes::toHex)
                .map(Json::of)
                .orElse(Json.NULL))
        .put("chip_id", body.chipId().toHex())
        .put("current_tcb", body.currentTcb().toBytes().toHex())
        .put("committed_tcb", body.committedTcb().toBytes().toHex())
        .put("launch_tcb", body.launchTcb().toBytes().toHex())
        .build();
  }
}
