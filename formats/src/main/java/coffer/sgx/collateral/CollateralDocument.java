package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;

/// The collateral of a quote in one JSON document, as caching services and other verifiers write
/// it: `pck_crl_issuer_chain`, `root_ca_crl`, `pck_crl`, `tcb_info_issuer_chain`, `tcb_info`,
/// `tcb_info_signature`, `qe_identity_issuer_chain`, `qe_identity`, `qe_identity_signature`. Chains
/// are PEM, lists DER in hex, the two documents text.
public record CollateralDocument(
    String pckCrlIssuerChain,
    Bytes rootCaCrl,
    Bytes pckCrl,
    String tcbInfoIssuerChain,
    Signed<TcbInfo> tcbInfo,
    String qeIdentityIssuerChain,
    Signed<QeIdentity> qeIdentity) {
  /// Parses the document; unknown members are passed over.
  public static CollateralDocument parse(byte[] utf8) {
    Json.Obj document = Json.parseObject(utf8);
    return new CollateralDocument(
        document.string("pck_crl_issuer_chain"),
        Bytes.parseHex(document.string("root_ca_crl")),
        Bytes.parseHex(document.string("pck_crl")),
        document.string("tcb_info_issuer_chain"),
        TcbInfo.parseSigned(
            document.string("tcb_info"), Members.hex(document, "tcb_info_signature", 64)),
        document.string("qe_identity_issuer_chain"),
        QeIdentity.parseSigned(
            document.string("qe_identity"), Members.hex(document, "qe_identity_signature", 64)));
  }

  public byte[] toBytes() {
    return Json.object()
        .put("pck_crl_issuer_chain", pckCrlIssuerChain)
        .put("root_ca_crl", rootCaCrl.toHex())
        .put("pck_crl", pckCrl.toHex())
        .put("tcb_info_issuer_chain", tcbInfoIssuerChain)
        .put("tcb_info", text(tcbInfo.text()))
        .put("tcb_info_signature", tcbInfo.signature().toHex())
        .put("qe_identity_issuer_chain", qeIdentityIssuerChain)
        .put("qe_identity", text(qeIdentity.text()))
        .put("qe_identity_signature", qeIdentity.signature().toHex())
        .build()
        .toCompact()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Bytes utf8) {
    return new String(utf8.toArray(), StandardCharsets.UTF_8);
  }
}
