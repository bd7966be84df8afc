package coffer.snp;

/// The flag word of a report at 0x48 (AMD publication 56860, ATTESTATION_REPORT): whether there is
/// an author key, whether the chip's id is masked, and which kind of key signed.
public record ReportFlags(int bits) {
  public static final ReportFlags VCEK = new ReportFlags(0);
  public static final ReportFlags VLEK = new ReportFlags(1 << 2);

  public boolean authorKeyEnabled() {
    return (bits & 1) == 1;
  }

  /// The chip's id is not disclosed: CHIP_ID is zero.
  public boolean maskChipKey() {
    return (bits >>> 1 & 1) == 1;
  }

  public SigningKey signingKey() {
    return switch (bits >>> 2 & 7) {
      case 0 -> SigningKey.VCEK;
      case 1 -> SigningKey.VLEK;
      case 7 -> SigningKey.NONE;
      default -> SigningKey.UNKNOWN;
    };
  }

  /// Such as `0x4`.
  @Override
  public String toString() {
    return "0x" + Integer.toHexString(bits);
  }
}
