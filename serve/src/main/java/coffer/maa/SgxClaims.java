package coffer.maa;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.evidence.SgxCollateral;
import coffer.json.Json;
import coffer.sgx.quote.EnclaveReport;
import coffer.sgx.quote.SgxQuote;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a token says of an SGX quote that was verified: the claims of Microsoft Azure Attestation
/// (claim sets, "SGX"), with the older names that it still issues beside them.
final class SgxClaims {
  private SgxClaims() {}

  static void put(
      Map<String, Json> claims,
      SgxQuote quote,
      Bytes raw,
      @Nullable SgxCollateral collateral,
      AttestRequest request) {
    EnclaveReport report = quote.report();
    Json debuggable = Json.of(report.attributes().debug());
    claims.put("x-ms-attestation-type", Json.of("sgx"));
    put(claims, "is-debuggable", debuggable);
    put(claims, "mrenclave", Json.of(report.mrEnclave().toHex()));
    put(claims, "mrsigner", Json.of(report.mrSigner().toHex()));
    put(claims, "product-id", Json.of((long) report.isvProdId()));
    put(claims, "svn", Json.of((long) report.isvSvn()));
    put(claims, "report-data", Json.of(report.reportData().toHex()));
    put(claims, "config-id", Json.of(report.configId().toHex()));
    put(claims, "config-svn", Json.of((long) report.configSvn()));
    put(claims, "isv-extended-product-id", Json.of(report.isvExtProdId().toHex()));
    put(claims, "isv-family-id", Json.of(report.isvFamilyId().toHex()));
    Json.Obj digests = digests(raw, collateral);
    put(claims, "collateral", digests);
    claims.put("maa-attestationcollateral", digests);
    claims.put("is-debuggable", debuggable);
    claims.put("sgx-mrenclave", Json.of(report.mrEnclave().toHex()));
    claims.put("sgx-mrsigner", Json.of(report.mrSigner().toHex()));
    claims.put("product-id", Json.of((long) report.isvProdId()));
    claims.put("svn", Json.of((long) report.isvSvn()));
    claims.put("tee", Json.of("sgx"));
    request.runtimeData().ifPresent(data -> heldData(claims, data));
  }

  /// JSON appears as an object, anything else as base64url.
  private static void heldData(Map<String, Json> claims, AttestRequest.Provided data) {
    if (data.json().isPresent()) {
      claims.put("x-ms-runtime", data.json().get());
      return;
    }
    Json text = Json.of(Base64Text.url(data.data().toArray()));
    put(claims, "ehd", text);
    claims.put("aas-ehd", text);
    claims.put("maa-ehd", text);
  }

  /// SHA-256 of the quote and of what it was judged by.
  private static Json.Obj digests(Bytes raw, @Nullable SgxCollateral collateral) {
    Json.ObjectBuilder out = Json.object();
    if (collateral != null) {
      out.put("qeidhash", hex(collateral.qeIdentity().document().text()))
          .put("qeidcrlhash", hex(collateral.rootCrl().toBytes()))
          .put("tcbinfohash", hex(collateral.tcbInfo().document().text()))
          .put("tcbinfocrlhash", hex(collateral.rootCrl().toBytes()));
    }
    return out.put("quotehash", hex(raw)).build();
  }

  private static String hex(Bytes content) {
    return Digest.sha256Of(content.toArray()).hex();
  }

  private static void put(Map<String, Json> claims, String name, Json value) {
    claims.put("x-ms-sgx-" + name, value);
  }
}
