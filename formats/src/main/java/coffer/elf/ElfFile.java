package coffer.elf;

import coffer.bytes.ByteReader;
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

  public ElfFile {
    needed = List.copyOf(needed);
    rpath = List.copyOf(rpath);
    runpath = List.copyOf(runpath);
  }

  /// Whether the bytes start as every ELF file does.
  public static boolean hasMagic(MemorySegment file) {
    return file.byteSize() >= 4 && new ByteReader(file).u32() == ElfHeader.MAGIC;
  }

  /// Parses a whole file.
  public static ElfFile parse(MemorySegment file) {
    ElfHeader header = ElfHeader.read(new ByteReader(file));
    Segments segments = Segments.read(file, header);
    DynamicSection dynamic = DynamicSection.read(segments);
    return new ElfFile(
        header.machine(),
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
}
