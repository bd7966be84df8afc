package coffer.sgx.enclave;

import coffer.bytes.ByteReader;

/// A range of addresses larger than the enclave, 24 bytes: where the enclave lies in it
/// (`elrange_config_entry_t` in `metadata.h` of the SGX SDK).
record ElRange(long imageAddress, long start, long size) {
  static final int LENGTH = 24;

  static ElRange read(ByteReader in) {
    return new ElRange(in.u64(), in.u64(), in.u64());
  }

  long imageOffset() {
    return imageAddress - start;
  }
}
