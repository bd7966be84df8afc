package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.sgx.collateral.CollateralDocument;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.TcbInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/// What Intel publishes and a quote is judged against: which certificates are revoked, which TCB
/// levels there are, and which enclave may make quotes. Nothing is verified yet.
///
/// It may be used for many quotes of platforms of one family, and then is cheapest: what can be
/// found out once is remembered here. Immutable.
public record SgxCollateral(
    RevocationList rootCrl,
    RevocationList pckCrl,
    SignedStatement<TcbInfo> tcbInfo,
    SignedStatement<QeIdentity> qeIdentity) {
  /// From one JSON document that has everything.
  public static SgxCollateral of(CollateralDocument document) {
    return new SgxCollateral(
        RevocationList.parse(document.rootCaCrl().toArray()),
        RevocationList.parse(document.pckCrl().toArray()),
        new SignedStatement<>(document.tcbInfo(), chain(document.tcbInfoIssuerChain())),
        new SignedStatement<>(document.qeIdentity(), chain(document.qeIdentityIssuerChain())));
  }

  /// The FMSPC (6 bytes) that it is for.
  public Bytes fmspc() {
    return tcbInfo.value().fmspc();
  }

  /// When the first of its documents and lists ends.
  public Instant validUntil() {
    return Stream.of(
            rootCrl.nextUpdate(),
            pckCrl.nextUpdate(),
            tcbInfo.value().nextUpdate(),
            qeIdentity.value().nextUpdate())
        .min(Comparator.naturalOrder())
        .get();
  }

  private static CertificateChain chain(String pem) {
    return CertificateChain.parse(pem.getBytes(StandardCharsets.ISO_8859_1));
  }
}
