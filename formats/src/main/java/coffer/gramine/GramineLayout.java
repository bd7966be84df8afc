package coffer.gramine;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.Pages;

/// Where the parts of an enclave lie. They are placed from its end downwards; the heap is what is
/// left below.
///
/// @param size the range of addresses in bytes
/// @param tls one page for each thread: what it knows of itself
/// @param stacks the lowest of them, that of the last thread
/// @param signalStacks likewise
record GramineLayout(
    long size,
    int threads,
    long manifest,
    long ssa,
    long tcs,
    long tls,
    long stacks,
    long signalStacks,
    long pal) {
  static final int SSA_FRAME_PAGES = 4;
  static final int SSA_FRAMES = 2;
  static final long SSA_FRAME = (long) SSA_FRAME_PAGES * Pages.SIZE;
  static final long SSA = SSA_FRAMES * SSA_FRAME;
  static final long STACK = 64L * Pages.SIZE;
  static final long SIGNAL_STACK = 16L * Pages.SIZE;

  /// Nothing lies below.
  static final long HEAP_START = 0x10000;

  /// @param manifestSize with the zero byte behind it
  static GramineLayout of(long size, int threads, long manifestSize, long palSize) {
    long manifest = size - Pages.round(manifestSize);
    long ssa = manifest - threads * SSA;
    long tcs = ssa - (long) threads * Pages.SIZE;
    long tls = tcs - (long) threads * Pages.SIZE;
    long stacks = tls - threads * STACK;
    long signalStacks = stacks - threads * SIGNAL_STACK;
    long pal = signalStacks - palSize;
    if (pal < HEAP_START) {
      throw new MalformedException(
          "sgx.enclave_size: %d bytes are too few: manifest, %d threads and libpal.so alone take %d"
              .formatted(size, threads, size - pal + HEAP_START));
    }
    return new GramineLayout(size, threads, manifest, ssa, tcs, tls, stacks, signalStacks, pal);
  }

  long ssaOf(int thread) {
    return ssa + thread * SSA;
  }

  long tcsOf(int thread) {
    return tcs + (long) thread * Pages.SIZE;
  }

  long tlsOf(int thread) {
    return tls + (long) thread * Pages.SIZE;
  }

  /// The first thread has the highest one.
  long stackOf(int thread) {
    return stacks + (threads - 1L - thread) * STACK;
  }

  long signalStackOf(int thread) {
    return signalStacks + (threads - 1L - thread) * SIGNAL_STACK;
  }
}
