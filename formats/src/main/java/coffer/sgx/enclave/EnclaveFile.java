package coffer.sgx.enclave;

import coffer.bytes.ByteReader;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.elf.ElfFile;
import coffer.elf.ElfImage;
import coffer.elf.ElfSection;
import coffer.elf.ElfSegment;
import coffer.elf.ElfSymbol;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The file of an enclave: a 64-bit ELF shared object for x86-64 with a note that holds, or will
/// hold, the metadata of the signing tool.
public final class EnclaveFile {
  private static final String NOTE = ".note.sgxmeta";
  private static final Bytes NOTE_NAME =
      Bytes.of("sgx_metadata\0".getBytes(StandardCharsets.US_ASCII));
  private static final int NOTE_HEAD = 12;
  private static final String GLOBAL_DATA = "g_global_data";

  private final byte[] content;
  private final ElfImage elf;
  private final List<ElfSegment> loaded;
  private final Note note;
  private final List<EnclaveMetadata> metadata;

  /// Where the metadata are in the file, and how many bytes there are for them.
  record Note(long offset, int size) {}

  /// The object that the signing tool fills in: where its bytes are in the file, and the SDK's
  /// version that they begin with.
  record GlobalData(long fileOffset, int size, long sdkVersion) {}

  private EnclaveFile(byte[] content, ElfImage elf, Note note) {
    this.content = content;
    this.elf = elf;
    this.loaded = elf.loaded();
    this.note = note;
    this.metadata =
        EnclaveMetadata.readAll(MemorySegment.ofArray(content).asSlice(note.offset, note.size));
  }

  /// Parses a whole file, which the caller leaves unchanged.
  public static EnclaveFile parse(byte[] content) {
    MemorySegment file = MemorySegment.ofArray(content).asReadOnly();
    ElfImage elf = ElfImage.parse(file);
    want("e_type", ElfImage.SHARED_OBJECT, elf.type());
    want("e_machine", ElfFile.X86_64, elf.machine());
    want("e_version", 1, elf.version());
    elf.segments().forEach(segment -> LoadedSegments.inside(segment, content.length));
    LoadedSegments.check(elf.loaded(), content.length);
    if (elf.segment(ElfSegment.DYNAMIC).isEmpty()) {
      throw new MalformedException("no dynamic section: an enclave is a shared object");
    }
    ElfSection section =
        elf.section(NOTE)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "no section %s: not an enclave of the SGX SDK".formatted(NOTE)));
    return new EnclaveFile(content, elf, note(section, file));
  }

  private static void want(String field, int wanted, int found) {
    if (found != wanted) {
      throw new MalformedException("%s: %d wanted, found %d".formatted(field, wanted, found));
    }
  }

  private static Note note(ElfSection section, MemorySegment file) {
    ByteReader in = new ByteReader(section.content(file));
    int nameSize = in.u32();
    int size = in.u32();
    in.skip(4); // type
    if (nameSize != NOTE_NAME.length() || !in.bytes(nameSize).equals(NOTE_NAME)) {
      throw new MalformedException(section.offset(), NOTE + ": a note named sgx_metadata wanted");
    }
    long alignment = Math.max(1, section.alignment());
    long whole = in.position() + Integer.toUnsignedLong(size);
    if (size < 0 || alignment > Pages.SIZE || roundUp(whole, alignment) != section.size()) {
      throw new MalformedException(
          section.offset(),
          "%s: %s bytes of metadata do not fill its %d bytes"
              .formatted(NOTE, Integer.toUnsignedString(size), section.size()));
    }
    return new Note(section.offset() + NOTE_HEAD + NOTE_NAME.length(), size);
  }

  private static long roundUp(long size, long alignment) {
    return (size + alignment - 1) / alignment * alignment;
  }

  /// Whether there are metadata already.
  public boolean signed() {
    return !metadata.isEmpty();
  }

  /// The signature of a signed file.
  public Optional<SigStruct> sigStruct() {
    return metadata.stream().findFirst().map(EnclaveMetadata::sigStruct);
  }

  List<EnclaveMetadata> metadata() {
    return metadata;
  }

  ElfImage elf() {
    return elf;
  }

  List<ElfSegment> loaded() {
    return loaded;
  }

  Note note() {
    return note;
  }

  /// A copy of the file's bytes.
  byte[] copy() {
    return content.clone();
  }

  /// Where the code begins that a processor enters: an address in the enclave.
  long entryPoint() {
    return symbol("enclave_entry").map(ElfSymbol::value).orElse(elf.entry());
  }

  /// The memory of a thread's variables, in bytes.
  public long threadLocalSize() {
    return elf.segment(ElfSegment.TLS)
        .map(
            segment -> {
              long alignment = Math.max(1, segment.alignment());
              return (segment.memorySize() + alignment - 1) & -alignment;
            })
        .orElse(0L);
  }

  boolean hasThreadLocals() {
    return elf.segment(ElfSegment.TLS).isPresent();
  }

  GlobalData globalData() {
    ElfSymbol symbol =
        symbol(GLOBAL_DATA)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "no symbol %s: not an enclave of the SGX SDK".formatted(GLOBAL_DATA)));
    long offset = elf.fileOffset(symbol.value(), symbol.size(), GLOBAL_DATA);
    if (symbol.size() < 8 || symbol.size() > note.size) {
      throw new MalformedException(
          "%s: 8 to %d bytes wanted, found %d".formatted(GLOBAL_DATA, note.size, symbol.size()));
    }
    long version = new ByteReader(elf.file().asSlice(offset, 8)).u64();
    return new GlobalData(offset, (int) symbol.size(), version);
  }

  /// The SDK that the file was built with, as it says itself.
  public SdkProfile sdk(SdkProfile.Tool tool) {
    return SdkProfile.of(globalData().sdkVersion, tool);
  }

  private Optional<ElfSymbol> symbol(String name) {
    return elf.symbols().stream().filter(symbol -> symbol.name().equals(name)).findFirst();
  }

  /// The memory from the enclave's start to the end of its segments, in bytes.
  public long imageSize() {
    return LoadedSegments.end(loaded);
  }
}
