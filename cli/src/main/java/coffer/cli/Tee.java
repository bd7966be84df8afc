package coffer.cli;

/// Where a service is to run.
enum Tee {
  /// A confidential container.
  SNP,
  /// An enclave.
  SGX
}
