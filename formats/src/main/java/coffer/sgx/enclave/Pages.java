package coffer.sgx.enclave;

/// Sizes and addresses in pages of 4,096 bytes. Addresses are offsets in the enclave.
public final class Pages {
  public static final int SIZE = 4096;

  private Pages() {}

  /// The start of the page that `address` is in.
  public static long trim(long address) {
    return address & -SIZE;
  }

  /// `size` rounded up to whole pages, in bytes.
  public static long round(long size) {
    return (size + SIZE - 1) & -SIZE;
  }

  /// How many pages `size` bytes need.
  public static long count(long size) {
    return round(size) / SIZE;
  }

  public static boolean aligned(long value) {
    return value % SIZE == 0;
  }
}
