package coffer.gramine;

import coffer.bytes.ByteWriter;
import coffer.sgx.enclave.Pages;
import java.util.Arrays;

/// The two pages that start a thread: TCS, which the processor reads, and the page at GS, which
/// `libpal.so` reads (`struct pal_enclave_tcb`). Numbers are little-endian.
record ThreadPages(GramineLayout layout, int thread) {
  private static final int SEGMENT_LIMIT = 0xFFF;

  /// GPRSGX at the end of a save area (Intel Software Developer's Manual, volume 3D, "GPRSGX").
  private static final int GPR = 184;

  /// Until the thread has one of its own.
  private static final long STACK_CANARY = 0xBAD_BADB_ADBADL;

  private static final int LIBOS_BYTES = 256;

  /// Thread Control Structure.
  ///
  /// @param entry where the code begins that the processor enters
  byte[] tcs(long entry) {
    return page(
        new ByteWriter(72)
            .zeros(16) // reserved, flags
            .u64(layout.ssaOf(thread))
            .u32(0) // CSSA
            .u32(GramineLayout.SSA_FRAMES)
            .u64(entry)
            .zeros(16) // reserved, base of FS
            .u64(layout.tlsOf(thread))
            .u32(SEGMENT_LIMIT)
            .u32(SEGMENT_LIMIT));
  }

  /// @param manifestSize with the zero byte behind it
  byte[] tls(long manifestSize) {
    long stackEnd = layout.stackOf(thread) + GramineLayout.STACK;
    long signalStack = layout.signalStackOf(thread);
    long ssa = layout.ssaOf(thread);
    return page(
        new ByteWriter(440)
            .u64(layout.tlsOf(thread))
            .u64(STACK_CANARY)
            .zeros(LIBOS_BYTES)
            .u64(layout.size())
            .u64(layout.tcsOf(thread))
            .u64(stackEnd)
            .zeros(8)
            .u64(signalStack)
            .u64(signalStack + GramineLayout.SIGNAL_STACK)
            .zeros(8)
            .u64(ssa)
            .u64(ssa + GramineLayout.SSA_FRAME - GPR)
            .zeros(72) // what the thread fills in when it runs
            .u64(manifestSize)
            .u64(GramineLayout.HEAP_START)
            .u64(layout.pal()));
  }

  private static byte[] page(ByteWriter start) {
    return Arrays.copyOf(start.toBytes(), Pages.SIZE);
  }
}
