package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.evidence.RevocationList;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SignedStatement;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.SgxTcb;
import coffer.sgx.collateral.TcbInfo;
import coffer.sgx.collateral.TcbLevel;
import coffer.sgx.collateral.TcbStatus;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a simulated Intel says about a simulated platform, signed under the development root: any
/// TCB status for the platform and for its quoting enclave, and any certificate revoked. Documents
/// and lists are valid from `issued` for 30 days.
///
/// A status of null means that the documents have no level so low.
public record SimulatedCollateral(
    SimulatedSgxPlatform platform,
    @Nullable TcbStatus status,
    @Nullable TcbStatus qeStatus,
    List<String> advisoryIds,
    Instant issued,
    Set<BigInteger> revoked) {
  static final Duration VALID = Duration.ofDays(30);

  private static final int EVALUATION = 17;
  private static final Bytes QE_SIGNER = Bytes.parseHex("51".repeat(32));
  private static final int QE_PRODUCT = 1;

  public SimulatedCollateral {
    advisoryIds = List.copyOf(advisoryIds);
    revoked = Set.copyOf(revoked);
  }

  /// Everything up to date.
  public static SimulatedCollateral of(SimulatedSgxPlatform platform, Instant issued) {
    return new SimulatedCollateral(
        platform, TcbStatus.UP_TO_DATE, TcbStatus.UP_TO_DATE, List.of(), issued, Set.of());
  }

  /// The platform has this status, for these reasons.
  public SimulatedCollateral withStatus(@Nullable TcbStatus other, String... advisories) {
    return new SimulatedCollateral(platform, other, qeStatus, List.of(advisories), issued, revoked);
  }

  /// Its quoting enclave has this status.
  public SimulatedCollateral withQeStatus(@Nullable TcbStatus other) {
    return new SimulatedCollateral(platform, status, other, advisoryIds, issued, revoked);
  }

  /// These certificates are in the list of their issuer.
  public SimulatedCollateral withRevoked(X509Certificate... certificates) {
    Set<BigInteger> serials =
        java.util.Arrays.stream(certificates)
            .map(X509Certificate::getSerialNumber)
            .collect(java.util.stream.Collectors.toSet());
    return new SimulatedCollateral(platform, status, qeStatus, advisoryIds, issued, serials);
  }

  /// Signed by `root`.
  public SgxCollateral sign(SgxDevelopmentRoot root) throws IOException {
    RevocationList rootCrl = root.rootCrl(issued, revoked);
    RevocationList pckCrl = root.pckCrl(platform.platformCa(), issued, revoked);
    String info = tcbInfo().toJson().toCompact();
    String identity = qeIdentity().toJson().toCompact();
    return new SgxCollateral(
        rootCrl,
        pckCrl,
        new SignedStatement<>(TcbInfo.parseSigned(info, signature(root, info)), root.tcbSigner()),
        new SignedStatement<>(
            QeIdentity.parseSigned(identity, signature(root, identity)), root.tcbSigner()));
  }

  /// The document, not yet signed.
  public TcbInfo tcbInfo() {
    TcbStatus wanted = status;
    SgxTcb own = platform.tcb();
    SgxTcb higher = new SgxTcb(own.components(), own.pceSvn() + 1);
    TcbLevel<SgxTcb> next = new TcbLevel<>(higher, issued, TcbStatus.UP_TO_DATE, List.of());
    return new TcbInfo(
        TcbInfo.SGX,
        3,
        issued,
        issued.plus(VALID),
        platform.fmspc(),
        Bytes.of(new byte[2]),
        EVALUATION,
        wanted == null
            ? List.of(next)
            : List.of(next, new TcbLevel<>(own, issued, wanted, advisoryIds)));
  }

  /// The document, not yet signed.
  public QeIdentity qeIdentity() {
    TcbStatus wanted = qeStatus;
    TcbLevel<Integer> next =
        new TcbLevel<>(platform.qeSvn() + 1, issued, TcbStatus.UP_TO_DATE, List.of());
    return new QeIdentity(
        QeIdentity.QE,
        2,
        issued,
        issued.plus(VALID),
        EVALUATION,
        Bytes.of(new byte[4]),
        Bytes.parseHex("ffffffff"),
        Bytes.parseHex("05000000000000000000000000000000"),
        Bytes.parseHex("ffffffffffffffff0000000000000000"),
        QE_SIGNER,
        QE_PRODUCT,
        wanted == null
            ? List.of(next)
            : List.of(next, new TcbLevel<>(platform.qeSvn(), issued, wanted, List.of())));
  }

  /// The quoting enclave of every simulated platform.
  static SimulatedEnclave quotingEnclave(int svn) {
    return new SimulatedEnclave(Bytes.parseHex("0e".repeat(32)), QE_SIGNER, QE_PRODUCT, svn, false);
  }

  /// Any text in the form of a document, really signed, also one that says what no Intel would.
  static Bytes signature(SgxDevelopmentRoot root, String text) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(root.tcbKey());
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return Bytes.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the development root's key does not sign", e);
    }
  }
}
