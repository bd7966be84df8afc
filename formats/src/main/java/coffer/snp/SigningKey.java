package coffer.snp;

/// The kind of key that signs reports.
public enum SigningKey {
  /// Derived from the chip and its TCB version.
  VCEK,
  /// Given by AMD to a cloud provider, and bound to a TCB version only.
  VLEK,
  /// The report is not signed.
  NONE,
  /// A value that has no meaning in the firmware's documents.
  UNKNOWN
}
