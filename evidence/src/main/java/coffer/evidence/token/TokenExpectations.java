package coffer.evidence.token;

import coffer.bytes.Bytes;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party wants of an authentic token. [#strict] is where to begin. What is null is
/// not checked, and the verdict says so.
///
/// @param guest what is wanted of a confidential VM (`sevsnpvm`); freshness is said here, not there
/// @param enclave what is wanted of an enclave (`sgx`); the service judged its TCB status
/// @param measurement the launch measurement of a VM (48 bytes)
/// @param compliance the values of `x-ms-compliance-status` that are accepted of a VM; empty: not
///   checked
/// @param maximumAge how long ago the token may have been issued
/// @param runtimeData the bytes whose SHA-256 must be in the report data
/// @param nonce the caller's own fresh text
public record TokenExpectations(
    SnpExpectations guest,
    SgxExpectations enclave,
    @Nullable Bytes measurement,
    Set<String> compliance,
    @Nullable Duration maximumAge,
    @Nullable Bytes runtimeData,
    @Nullable String nonce) {
  /// Container groups and confidential VMs, as Azure runs them.
  public static final Set<String> AZURE = Set.of("azure-compliant-uvm", "azure-compliant-cvm");

  public TokenExpectations {
    compliance = Set.copyOf(compliance);
    if (measurement != null && measurement.length() != 48) {
      throw new IllegalArgumentException("measurement of " + measurement.length() + " bytes");
    }
  }

  /// No debugging, no migration, VMPL 0, and a platform that the service calls compliant; identity,
  /// age and freshness are not checked.
  public static TokenExpectations strict() {
    return new TokenExpectations(
        SnpExpectations.strict(), SgxExpectations.strict(), null, AZURE, null, null, null);
  }

  /// As [#strict], with these wishes for the two kinds of guests.
  public static TokenExpectations of(SnpExpectations guest, SgxExpectations enclave) {
    return new TokenExpectations(guest, enclave, null, AZURE, null, null, null);
  }

  public TokenExpectations withGuest(SnpExpectations wanted) {
    return new TokenExpectations(
        wanted, enclave, measurement, compliance, maximumAge, runtimeData, nonce);
  }

  public TokenExpectations withEnclave(SgxExpectations wanted) {
    return new TokenExpectations(
        guest, wanted, measurement, compliance, maximumAge, runtimeData, nonce);
  }

  /// The launch measurement must be these 48 bytes.
  public TokenExpectations withMeasurement(Bytes wanted) {
    return new TokenExpectations(
        guest, enclave, wanted, compliance, maximumAge, runtimeData, nonce);
  }

  /// Accepts these values of `x-ms-compliance-status`; none: does not look at it.
  public TokenExpectations withCompliance(Set<String> wanted) {
    return new TokenExpectations(
        guest, enclave, measurement, wanted, maximumAge, runtimeData, nonce);
  }

  public TokenExpectations withMaximumAge(Duration wanted) {
    return new TokenExpectations(
        guest, enclave, measurement, compliance, wanted, runtimeData, nonce);
  }

  /// The report data must be the SHA-256 of `wanted`, and zero in its upper half.
  public TokenExpectations withRuntimeData(Bytes wanted) {
    return new TokenExpectations(
        guest, enclave, measurement, compliance, maximumAge, wanted, nonce);
  }

  /// The text must be a value in the runtime data, or the token's `nonce`.
  public TokenExpectations withNonce(String wanted) {
    return new TokenExpectations(
        guest, enclave, measurement, compliance, maximumAge, runtimeData, wanted);
  }
}
