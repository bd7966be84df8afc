package coffer.sgx.enclave;

/// What a file to sign may have although the signing tool refuses it unless it is told not to.
public enum Tolerance {
  /// A section `.init`, whose code the SDK never runs.
  INIT_SECTION,
  /// Relocations in pages that are not writable; those pages become writable.
  TEXT_RELOCATIONS,
  /// A signature, which is replaced.
  SIGNATURE
}
