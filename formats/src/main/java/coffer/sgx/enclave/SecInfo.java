package coffer.sgx.enclave;

/// SECINFO flags of a page (Intel Software Developer's Manual, volume 3D, "Security Information").
public final class SecInfo {
  public static final long NONE = 0;
  public static final long READ = 1;
  public static final long WRITE = 1 << 1;
  public static final long EXECUTE = 1 << 2;
  public static final long TCS = 1 << 8;
  public static final long REGULAR = 1 << 9;
  public static final long READ_WRITE = REGULAR | READ | WRITE;
  public static final long READ_WRITE_EXECUTE = READ_WRITE | EXECUTE;

  private SecInfo() {}
}
