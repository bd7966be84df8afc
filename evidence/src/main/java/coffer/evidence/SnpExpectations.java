package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.snp.GuestPolicy;
import coffer.snp.SnpProduct;
import coffer.snp.TcbVersion;
import java.util.Map;
import java.util.Set;
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
    Launch launch,
    Endorsement endorsement) {
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

  /// How the guest may have been launched, and the privilege level (VMPL) that must have asked for
  /// the report.
  ///
  /// `required` and `forbidden` are further bits of the guest's policy; debug and migration have
  /// their own words here.
  public record Launch(
      int vmpl,
      boolean debugAllowed,
      boolean migrationAllowed,
      Set<GuestPolicy.Flag> required,
      Set<GuestPolicy.Flag> forbidden) {
    public static final Launch STRICT = new Launch(0, false, false);

    public Launch {
      required = Set.copyOf(required);
      forbidden = Set.copyOf(forbidden);
    }

    public Launch(int vmpl, boolean debugAllowed, boolean migrationAllowed) {
      this(vmpl, debugAllowed, migrationAllowed, Set.of(), Set.of());
    }

    /// Wants these bits of the policy set, and those clear.
    public Launch withPolicy(Set<GuestPolicy.Flag> set, Set<GuestPolicy.Flag> clear) {
      return new Launch(vmpl, debugAllowed, migrationAllowed, set, clear);
    }
  }

  /// Who must have endorsed the utility VM, if it must be endorsed at all, and from which security
  /// version number on (Microsoft's production releases begin at 100).
  public record Endorsement(UvmIssuer issuer, boolean required, @Nullable Long minimumSvn) {
    /// Microsoft's if one is shown, of any version.
    public static final Endorsement IF_SHOWN = new Endorsement(UvmIssuer.MICROSOFT, false, null);

    /// Microsoft's, from `svn` on.
    public static Endorsement atLeast(long svn) {
      return new Endorsement(UvmIssuer.MICROSOFT, true, svn);
    }
  }

  /// No debugging, no migration, VMPL 0, and Microsoft's endorsement if one is shown; identity,
  /// freshness and versions are not checked.
  public static SnpExpectations strict() {
    return new SnpExpectations(null, null, null, Map.of(), Launch.STRICT, Endorsement.IF_SHOWN);
  }

  /// The identity: HOST_DATA must be these 32 bytes.
  public SnpExpectations withHostData(Bytes wanted) {
    return new SnpExpectations(wanted, runtimeData, nonce, minimumTcb, launch, endorsement);
  }

  /// REPORT_DATA must be the SHA-256 of `wanted`, and zero in its upper half.
  public SnpExpectations withRuntimeData(Bytes wanted) {
    return new SnpExpectations(hostData, wanted, nonce, minimumTcb, launch, endorsement);
  }

  /// REPORT_DATA must be the SHA-256 of `data`, and `wanted` must stand in it: the caller's own
  /// fresh text, so that the report was not made before.
  public SnpExpectations withNonce(Bytes data, String wanted) {
    return new SnpExpectations(hostData, data, wanted, minimumTcb, launch, endorsement);
  }

  /// Accepts only products that are named here, from that TCB version on.
  public SnpExpectations withMinimumTcb(Map<SnpProduct, TcbVersion> wanted) {
    return new SnpExpectations(hostData, runtimeData, nonce, wanted, launch, endorsement);
  }

  /// With debugging allowed the host may read the guest's memory: for experiments only.
  public SnpExpectations withLaunch(Launch wanted) {
    return new SnpExpectations(hostData, runtimeData, nonce, minimumTcb, wanted, endorsement);
  }

  public SnpExpectations withEndorsement(Endorsement wanted) {
    return new SnpExpectations(hostData, runtimeData, nonce, minimumTcb, launch, wanted);
  }
}
