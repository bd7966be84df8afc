package coffer.snp;

import coffer.bytes.Bytes;

/// The processor that made a report, of version 3 and later: combined family and model, and
/// stepping, one byte each.
public record Cpuid(int family, int model, int stepping) {
  /// The three bytes in the report's order.
  public Bytes toBytes() {
    return Bytes.of((byte) family, (byte) model, (byte) stepping);
  }
}
