package coffer.elf;

import coffer.bytes.ByteReader;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// The dynamic-linking facts of a 64-bit little-endian ELF file (System V gABI: ELF header, program
/// header, dynamic section). 32-bit and big-endian files are refused.
///
/// @param machine `e_machine`, such as [#X86_64]
/// @param interpreter the loader that the file asks for (`PT_INTERP`), as an absolute path
/// @param soname the name that others ask for it by (`DT_SONAME`)
/// @param needed the names of the libraries it needs (`DT_NEEDED`), in its order
/// @param rpath folders to search before everything else (`DT_RPATH`), of no effect beside a
///   runpath
/// @param runpath folders to search for its own needs (`DT_RUNPATH`); both may hold `$ORIGIN`
public record ElfFile(
    int machine,
    Optional<String> interpreter,
    Optional<String> soname,
    List<String> needed,
    List<String> rpath,
    List<String> runpath) {
  /// `EM_X86_64`.
  public static final int X86_64 = 62;

  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int CURRENT_VERSION = 1;

  public ElfFile {
    needed = List.copyOf(needed);
    rpath = List.copyOf(rpath);
    runpath = List.copyOf(runpath);
  }

  /// Whether the bytes start as every ELF file does.
  public static boolean hasMagic(MemorySegment file) {
    return file.byteSize() >= 4 && new ByteReader(file).u32() == MAGIC;
  }

  /// Parses a whole file.
  public static ElfFile parse(MemorySegment file) {
    ByteReader in = new ByteReader(file);
    readIdentification(in);
    in.at(0x10).skip(2); // e_type
    int machine = in.u16();
    in.skip(4 + 8); // e_version, e_entry
    long headers = in.at(0x20).u64();
    in.skip(8 + 4 + 2); // e_shoff, e_flags, e_ehsize
    int headerSize = in.at(0x36).u16();
    int headerCount = in.u16();
    in.skip(3 * 2); // e_shentsize, e_shnum, e_shstrndx
    in.at(0x40);
    Segments segments = Segments.read(file, headers, headerSize, headerCount);
    DynamicSection dynamic = DynamicSection.read(segments);
    return new ElfFile(
        machine,
        segments.interpreter(),
        dynamic.soname(),
        dynamic.needed(),
        dynamic.rpath(),
        dynamic.runpath());
  }

  /// Parses a whole file.
  public static ElfFile parse(byte[] file) {
    return parse(MemorySegment.ofArray(file));
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
