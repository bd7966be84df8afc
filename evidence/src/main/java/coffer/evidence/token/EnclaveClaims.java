package coffer.evidence.token;

import coffer.evidence.SgxExpectations;

/// The claims of an enclave, whose names begin with `x-ms-sgx-` (Microsoft Azure Attestation, claim
/// sets). The older names beside them are not looked at.
final class EnclaveClaims {
  private static final String PREFIX = "x-ms-sgx-";

  private EnclaveClaims() {}

  static void appraise(ClaimChecks checks, SgxExpectations wanted) {
    checks.off("claims.debug", PREFIX + "is-debuggable", wanted.debugAllowed());
    SgxExpectations.Enclave enclave = wanted.enclave();
    boolean signerOnly = enclave.mrEnclave() == null && enclave.mrSigner() != null;
    if (enclave.mrEnclave() == null && enclave.mrSigner() == null) {
      checks.notChecked("identity: no MRENCLAVE or MRSIGNER was given, so any enclave passes");
    }
    checks.hex("claims.mrenclave", PREFIX + "mrenclave", enclave.mrEnclave());
    checks.hex("claims.mrsigner", PREFIX + "mrsigner", enclave.mrSigner());
    Integer product = enclave.isvProdId();
    if (product != null) {
      checks.equal("claims.product_id", PREFIX + "product-id", product);
    } else if (signerOnly) {
      checks.notChecked("product-id: none was given, so every product of this signer passes");
    }
    Integer svn = enclave.minimumIsvSvn();
    if (svn != null) {
      checks.atLeast("claims.svn", PREFIX + "svn", svn);
    } else if (signerOnly) {
      checks.notChecked("svn: no minimum was given, so an old build passes");
    }
    checks.notChecked("TCB status: which statuses the service accepts, its own policy says");
  }
}
