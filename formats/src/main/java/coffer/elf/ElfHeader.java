package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;

/// The file header of a 64-bit little-endian ELF file, 64 bytes (gABI, "ELF Header"). Names and
/// order are the specification's.
record ElfHeader(
    int type,
    int machine,
    int version,
    long entry,
    long programHeaders,
    long sectionHeaders,
    int programHeaderSize,
    int programHeaderCount,
    int sectionHeaderSize,
    int sectionHeaderCount,
    int sectionNames) {
  static final int MAGIC = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int CURRENT_VERSION = 1;

  static ElfHeader read(ByteReader in) {
    readIdentification(in);
    int type = in.at(0x10).u16();
    int machine = in.u16();
    int version = in.u32();
    long entry = in.u64();
    long programHeaders = in.at(0x20).u64();
    long sectionHeaders = in.u64();
    in.skip(4 + 2); // e_flags, e_ehsize
    int programHeaderSize = in.at(0x36).u16();
    int programHeaderCount = in.u16();
    int sectionHeaderSize = in.u16();
    int sectionHeaderCount = in.u16();
    int sectionNames = in.u16();
    in.at(0x40);
    return new ElfHeader(
        type,
        machine,
        version,
        entry,
        programHeaders,
        sectionHeaders,
        programHeaderSize,
        programHeaderCount,
        sectionHeaderSize,
        sectionHeaderCount,
        sectionNames);
  }

  private static void readIdentification(ByteReader in) {
    if (in.u32() != MAGIC) {
      throw new MalformedException(0, "an ELF file wanted, found another magic number");
    }
    expect(4, "64-bit ELF (class 2)", CLASS_64, in.u8());
    expect(5, "little-endian ELF (data 1)", LITTLE_ENDIAN, in.u8());
    expect(6, "ELF version 1", CURRENT_VERSION, in.u8());
    in.skip(9); // OS ABI, ABI version, padding: none of them changes the layout
  }

  private static void expect(long offset, String what, int wanted, int found) {
    if (found != wanted) {
      throw new MalformedException(offset, "%s wanted, found %d".formatted(what, found));
    }
  }
}
