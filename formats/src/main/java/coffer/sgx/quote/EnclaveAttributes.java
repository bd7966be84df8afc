package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;

/// ATTRIBUTES of an enclave, 16 bytes: flags and XFRM, 64 bits each (Intel Software Developer's
/// Manual, volume 3D, "ATTRIBUTES"). Bits without a name here are kept and change nothing.
public record EnclaveAttributes(long flags, long xfrm) {
  private static final long DEBUG = 1L << 1;

  /// The 16 bytes at the cursor.
  public static EnclaveAttributes read(ByteReader in) {
    return new EnclaveAttributes(in.u64(), in.u64());
  }

  public void write(ByteWriter out) {
    out.u64(flags).u64(xfrm);
  }

  /// The host may read and write the enclave's memory: there is no confidentiality.
  public boolean debug() {
    return (flags & DEBUG) != 0;
  }

  public EnclaveAttributes withDebug(boolean on) {
    return new EnclaveAttributes(on ? flags | DEBUG : flags & ~DEBUG, xfrm);
  }

  /// The 16 bytes as the report has them.
  public Bytes toBytes() {
    ByteWriter out = new ByteWriter(16);
    write(out);
    return Bytes.of(out.toBytes());
  }
}
