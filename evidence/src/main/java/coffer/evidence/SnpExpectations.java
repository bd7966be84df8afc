package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.snp.SnpProduct;
import coffer.snp.TcbVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a relying party wants of an authentic report. [#strict] is where to begin: no debugging, no
/// migration, VMPL 0. What is null or empty is not checked, and the verdict says so.
///
/// `hostData` is the identity (32 bytes); `runtimeData` are the bytes whose SHA-256 must be in
/// REPORT_DATA; `nonce` is text that must stand in the runtime data; `minimumTcb` has a lower bound
/// for each product the caller accepts.
public record SnpExpectations(
    @Nullable Bytes hostData,
    @Nullable Bytes runtimeData,
    @Nullable String nonce,
    Map<SnpProduct, TcbVersion> minimumTcb,
    int vmpl,
    boolean debugAllowed,
    boolean migrationAllowed) {
  public SnpExpectations {
    minimumTcb = Map.copyOf(minimumTcb);
    if (hostData != null && hostData.length() != 32) {
      throw new IllegalArgumentException("host data of " + hostData.length() + " bytes");
    }
    if (nonce != null && runtimeData == null) {
      throw new IllegalArgumentException(
          "a nonce is looked for in runtime data, and there is none");
    }
  }

  /// No debugging, no migration, VMPL 0; identity, freshness and TCB are not checked.
  public static SnpExpectations strict() {
    return new SnpExpectations(null, null, null, Map.of(), 0, false, false);
  }

  /// The identity: HOST_DATA must be these 32 bytes.
  public SnpExpectations withHostData(Bytes wanted) {
    return new SnpExpectations(
        wanted, runtimeData, nonce, minimumTcb, vmpl, debugAllowed, migrationAllowed);
  }

  /// REPORT_DATA must be the SHA-256 of `wanted`, and zero in its upper half.
  public SnpExpectations withRuntimeData(Bytes wanted) {
    return new SnpExpectations(
        hostData, wanted, nonce, minimumTcb, vmpl, debugAllowed, migrationAllowed);
  }

  /// REPORT_DATA must be the SHA-256 of `data`, and `wanted` must stand in it: the caller's own
  /// fresh text, so that the report was not made before.
  public SnpExpectations withNonce(Bytes data, String wanted) {
    return new SnpExpectations(
        hostData, data, wanted, minimumTcb, vmpl, debugAllowed, migrationAllowed);
  }

  /// Accepts only products that are named here, from that TCB version on.
  public SnpExpectations withMinimumTcb(Map<SnpProduct, TcbVersion> wanted) {
    return new SnpExpectations(
        hostData, runtimeData, nonce, wanted, vmpl, debugAllowed, migrationAllowed);
  }

  /// Accepts a guest whose memory the host may read: for experiments only.
  public SnpExpectations allowingDebug() {
    return new SnpExpectations(
        hostData, runtimeData, nonce, minimumTcb, vmpl, true, migrationAllowed);
  }

  public SnpExpectations allowingMigration() {
    return new SnpExpectations(hostData, runtimeData, nonce, minimumTcb, vmpl, debugAllowed, true);
  }

  public SnpExpectations withVmpl(int wanted) {
    return new SnpExpectations(
        hostData, runtimeData, nonce, minimumTcb, wanted, debugAllowed, migrationAllowed);
  }
}
