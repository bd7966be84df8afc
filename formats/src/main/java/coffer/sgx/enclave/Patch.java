package coffer.sgx.enclave;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;

/// One record of the patch table, 32 bytes: before an enclave is loaded, `size` bytes from offset
/// `source` of its metadata replace those at `target` of the file (`patch_entry_t` in `metadata.h`
/// of the SGX SDK).
record Patch(long target, int source, int size) {
  static final int LENGTH = 32;

  static Patch read(ByteReader in) {
    Patch patch = new Patch(in.u64(), in.u32(), in.u32());
    in.zeros(16);
    return patch;
  }

  void write(ByteWriter out) {
    out.u64(target).u32(source).u32(size).zeros(16);
  }
}
