package coffer.sgx.enclave;

/// The version of an enclave's metadata, such as 3.0 or 1.4: one number of 64 bits in the file, the
/// major version in its upper half.
public record MetadataVersion(int major, int minor) {
  /// Of SDK 1.5, whose loader adds a page too many in one case.
  static final MetadataVersion SDK_1_5 = new MetadataVersion(1, 3);

  /// Major versions from here on say that the enclave has a range of addresses of its own.
  private static final int ELRANGE = 10;

  static MetadataVersion of(long version) {
    return new MetadataVersion((int) (version >>> 32), (int) version);
  }

  long toLong() {
    return ((long) major << 32) | Integer.toUnsignedLong(minor);
  }

  boolean hasRange() {
    return Integer.compareUnsigned(major, ELRANGE) > 0;
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(major) + "." + Integer.toUnsignedString(minor);
  }
}
