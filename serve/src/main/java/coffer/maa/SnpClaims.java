package coffer.maa;

import coffer.evidence.SnpEvidence;
import coffer.json.Json;
import coffer.snp.KeyExtensions;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReportBody;
import coffer.snp.TcbPart;
import coffer.snp.UvmEndorsement;
import java.util.Map;

/// What a token says of SNP evidence that was verified: the claims and their text forms as
/// Microsoft Azure Attestation issues them for confidential containers, in the order of their
/// names.
final class SnpClaims {
  /// SHA-256 of the service's built-in policy for SNP, which permits what is authentic.
  private static final String POLICY_HASH = "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco";

  private SnpClaims() {}

  /// `compliant` is true for a container whose utility VM is endorsed and which cannot be debugged.
  static void put(
      Map<String, Json> claims, SnpEvidence evidence, AttestRequest request, boolean compliant) {
    SnpReportBody body = evidence.report().body();
    claims.put("x-ms-attestation-type", Json.of("sevsnpvm"));
    if (compliant) {
      claims.put("x-ms-compliance-status", Json.of("azure-compliant-uvm"));
    }
    claims.put("x-ms-policy-hash", Json.of(POLICY_HASH));
    request
        .runtimeData()
        .flatMap(AttestRequest.Provided::json)
        .ifPresent(json -> claims.put("x-ms-runtime", json));
    request
        .initTimeData()
        .flatMap(AttestRequest.Provided::json)
        .ifPresent(json -> claims.put("x-ms-inittime", json));
    put(claims, "authorkeydigest", Json.of(body.authorKeyDigest().toHex()));
    put(claims, "familyId", Json.of(body.familyId().toHex()));
    put(claims, "guestsvn", Json.of(Integer.toUnsignedLong(body.guestSvn())));
    put(claims, "hostdata", Json.of(body.hostData().toHex()));
    put(claims, "idkeydigest", Json.of(body.idKeyDigest().toHex()));
    put(claims, "imageId", Json.of(body.imageId().toHex()));
    put(claims, "is-debuggable", Json.of(body.policy().debugAllowed()));
    put(claims, "launchmeasurement", Json.of(body.measurement().toHex()));
    put(claims, "migration-allowed", Json.of(body.policy().migrationAllowed()));
    put(claims, "reportdata", Json.of(body.reportData().toHex()));
    put(claims, "reportid", Json.of(body.reportId().toHex()));
    put(claims, "smt-allowed", Json.of(body.policy().smtAllowed()));
    put(claims, "vmpl", Json.of(Integer.toUnsignedLong(body.vmpl())));
    tcb(claims, evidence);
    UvmEndorsement endorsement = evidence.endorsement();
    if (endorsement != null) {
      endorsement(claims, endorsement);
    }
  }

  /// The parts of the reported TCB, by the product that the verified certificate names.
  private static void tcb(Map<String, Json> claims, SnpEvidence evidence) {
    SnpProduct product =
        KeyExtensions.read(evidence.chain().leaf()).product().orElse(SnpProduct.MILAN);
    Map<TcbPart, Integer> parts = evidence.report().body().reportedTcb().parts(product);
    parts.forEach((part, svn) -> put(claims, name(part) + "-svn", Json.of((long) svn)));
  }

  private static String name(TcbPart part) {
    return switch (part) {
      case BOOTLOADER -> "bootloader";
      case TEE -> "tee";
      case SNP -> "snpfw";
      case MICROCODE -> "microcode";
      case FMC -> "fmc";
    };
  }

  private static void endorsement(Map<String, Json> claims, UvmEndorsement endorsement) {
    put(
        claims,
        "uvm-endorsement",
        Json.object()
            .put("x-ms-sevsnpvm-guestsvn", Long.toString(endorsement.svn()))
            .put("x-ms-sevsnpvm-launchmeasurement", endorsement.measurement().toHex())
            .build());
    put(
        claims,
        "uvm-endorsement-headers",
        Json.object().put("feed", endorsement.feed()).put("iss", endorsement.issuer()).build());
  }

  private static void put(Map<String, Json> claims, String name, Json value) {
    claims.put("x-ms-sevsnpvm-" + name, value);
  }
}
