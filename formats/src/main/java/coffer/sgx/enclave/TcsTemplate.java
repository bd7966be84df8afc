package coffer.sgx.enclave;

import coffer.bytes.ByteWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The start of a thread control structure (Intel Software Developer's Manual, volume 3D, "Thread
/// Control Structure"), 72 bytes; the rest of its page is zero. In the metadata its addresses are
/// relative to the page of the structure.
record TcsTemplate(boolean aexNotify, long ossa, long entryPoint, long segmentBase) {
  static final int LENGTH = 72;

  /// Frames of a thread's save area.
  static final int SSA_FRAMES = 2;

  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] RELATIVE = {16, 48, 56}; // ossa, ofs_base, ogs_base

  byte[] toBytes() {
    return new ByteWriter(LENGTH)
        .u64(0)
        .u64(aexNotify ? 2 : 0)
        .u64(ossa)
        .u32(0) // cssa
        .u32(SSA_FRAMES)
        .u64(entryPoint)
        .u64(0)
        .u64(segmentBase) // ofs_base
        .u64(segmentBase) // ogs_base
        .u32(-1) // ofs_limit
        .u32(-1) // ogs_limit
        .at(LENGTH)
        .toBytes();
  }

  /// Makes the template in `page` the structure of the thread whose page this is.
  static void moveTo(byte[] page, long address) {
    for (int offset : RELATIVE) {
      U64.set(page, offset, (long) U64.get(page, offset) + address);
    }
  }
}
