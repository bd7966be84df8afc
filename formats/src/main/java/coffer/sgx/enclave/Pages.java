package coffer.sgx.enclave;

/// Sizes and addresses in pages of 4,096 bytes. Addresses are offsets in the enclave.
final class Pages {
  static final int SIZE = 4096;

  private Pages() {}

  /// The start of the page that `address` is in.
  static long trim(long address) {
    return address & -SIZE;
  }

  /// `size` rounded up to whole pages, in bytes.
  static long round(long size) {
    return (size + SIZE - 1) & -SIZE;
  }

  /// How many pages `size` bytes need.
  static long count(long size) {
    return round(size) / SIZE;
  }

  static boolean aligned(long value) {
    return value % SIZE == 0;
  }
}
