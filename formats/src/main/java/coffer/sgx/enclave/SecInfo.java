package coffer.sgx.enclave;

/// SECINFO flags of a page (Intel Software Developer's Manual, volume 3D, "Security Information").
final class SecInfo {
  static final long NONE = 0;
  static final long READ = 1;
  static final long WRITE = 1 << 1;
  static final long EXECUTE = 1 << 2;
  static final long TCS = 1 << 8;
  static final long REGULAR = 1 << 9;
  static final long READ_WRITE = REGULAR | READ | WRITE;
  static final long READ_WRITE_EXECUTE = READ_WRITE | EXECUTE;

  private SecInfo() {}
}
