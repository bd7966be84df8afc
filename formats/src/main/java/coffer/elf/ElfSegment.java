package coffer.elf;

import coffer.bytes.ByteReader;

/// One program header (gABI, "Program Header"): a range of the file and the address where the
/// loader maps it.
///
/// @param type `p_type`, such as [#LOAD]
/// @param flags `p_flags`: [#READ], [#WRITE], [#EXECUTE]
public record ElfSegment(
    int type,
    int flags,
    long offset,
    long address,
    long fileSize,
    long memorySize,
    long alignment) {
  public static final int LOAD = 1;
  public static final int DYNAMIC = 2;
  public static final int INTERPRETER = 3;
  public static final int TLS = 7;

  public static final int EXECUTE = 1;
  public static final int WRITE = 2;
  public static final int READ = 4;

  static final int ENTRY_SIZE = 56;

  static ElfSegment read(ByteReader in) {
    int type = in.u32();
    int flags = in.u32();
    long offset = in.u64();
    long address = in.u64();
    in.skip(8); // p_paddr
    return new ElfSegment(type, flags, offset, address, in.u64(), in.u64(), in.u64());
  }

  /// Whether `size` bytes at `address` are bytes of the file that this segment loads.
  public boolean holds(long address, long size) {
    long into = address - this.address;
    return type == LOAD && into >= 0 && size >= 0 && into <= fileSize && size <= fileSize - into;
  }
}
