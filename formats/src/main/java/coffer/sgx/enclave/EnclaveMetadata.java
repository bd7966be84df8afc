package coffer.sgx.enclave;

import coffer.bytes.ByteReader;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.sgx.quote.EnclaveAttributes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the signing tool writes into an enclave's file for the loader (`metadata_t` in
/// `common/inc/internal/metadata.h` of the SGX SDK), little-endian. A file can have several, each
/// for loaders of another age; they carry the same SIGSTRUCT.
///
/// @param ssaFramePages pages of a frame of the save area
/// @param saveSize bytes of the processor's extended state
/// @param enclaveSize bytes, a power of two
/// @param attributes what the loader asks for
/// @param content all bytes of it, from its magic number to the end of its tables
record EnclaveMetadata(
    MetadataVersion version,
    int tcsPolicy,
    int ssaFramePages,
    int saveSize,
    int desiredMiscSelect,
    int tcsMinPool,
    long enclaveSize,
    EnclaveAttributes attributes,
    SigStruct sigStruct,
    List<Patch> patches,
    List<LayoutRecord> layout,
    Optional<ElRange> range,
    Bytes content) {
  static final long MAGIC = 0x86A80294635D0E4CL;
  static final int SIGSTRUCT = 64;
  static final int DIRECTORIES = SIGSTRUCT + SigStruct.LENGTH;
  static final int RANGE_DIRECTORY = DIRECTORIES + 2 * 8;

  EnclaveMetadata {
    patches = List.copyOf(patches);
    layout = List.copyOf(layout);
  }

  /// All metadata at the start of `block`; none when nobody signed the file yet.
  static List<EnclaveMetadata> readAll(MemorySegment block) {
    List<EnclaveMetadata> all = new ArrayList<>();
    long at = 0;
    while (block.byteSize() - at >= 8 && new ByteReader(block.asSlice(at)).u64() == MAGIC) {
      EnclaveMetadata metadata;
      try {
        metadata = read(block.asSlice(at));
      } catch (MalformedException e) {
        throw e.within("metadata %d".formatted(all.size() + 1));
      }
      all.add(metadata);
      at += metadata.content.length();
    }
    return List.copyOf(all);
  }

  private static EnclaveMetadata read(MemorySegment block) {
    ByteReader in = new ByteReader(block);
    in.skip(8); // magic
    MetadataVersion version = MetadataVersion.of(in.u64());
    int size = in.u32();
    if (size < RANGE_DIRECTORY || size > block.byteSize()) {
      throw new MalformedException(
          16,
          "a size of %d to %d bytes wanted, found %s"
              .formatted(RANGE_DIRECTORY, block.byteSize(), Integer.toUnsignedString(size)));
    }
    MemorySegment all = block.asSlice(0, size);
    int tcsPolicy = in.u32();
    int ssaFramePages = in.u32();
    int saveSize = in.u32();
    int desiredMiscSelect = in.u32();
    int tcsMinPool = in.u32();
    long enclaveSize = in.at(40).u64();
    EnclaveAttributes attributes = EnclaveAttributes.read(in);
    SigStruct sigStruct = SigStruct.parse(in.at(SIGSTRUCT).bytes(SigStruct.LENGTH).toArray());
    in.at(DIRECTORIES);
    List<Patch> patches = table(all, in, Patch.LENGTH, "patch", Patch::read);
    List<LayoutRecord> layout = table(all, in, LayoutRecord.LENGTH, "layout", LayoutRecord::read);
    Optional<ElRange> range =
        version.hasRange()
            ? table(all, in, ElRange.LENGTH, "ELRANGE", ElRange::read).stream().findFirst()
            : Optional.empty();
    return new EnclaveMetadata(
        version,
        tcsPolicy,
        ssaFramePages,
        saveSize,
        desiredMiscSelect,
        tcsMinPool,
        enclaveSize,
        attributes,
        sigStruct,
        patches,
        layout,
        range,
        Bytes.of(all.toArray(ValueLayout.JAVA_BYTE)));
  }

  /// The table that the directory at `directory` describes.
  private static <T> List<T> table(
      MemorySegment all,
      ByteReader directory,
      int length,
      String name,
      Function<ByteReader, T> read) {
    long place = directory.position();
    long offset = Integer.toUnsignedLong(directory.u32());
    long size = Integer.toUnsignedLong(directory.u32());
    if (offset + size > all.byteSize() || size % length != 0) {
      throw new MalformedException(
          place,
          "%s table: %d bytes at %d, in records of %d, wanted inside %d bytes"
              .formatted(name, size, offset, length, all.byteSize()));
    }
    ByteReader in = new ByteReader(all.asSlice(offset, size));
    List<T> records = new ArrayList<>();
    while (in.remaining() > 0) {
      records.add(read.apply(in));
    }
    return records;
  }

  /// `size` bytes at `offset`, as its tables name them.
  Bytes content(int offset, int size, String what) {
    if (offset < 0 || size < 0 || (long) offset + size > content.length()) {
      throw new MalformedException(
          "%s: %s bytes at %s of the metadata, which has %d"
              .formatted(
                  what,
                  Integer.toUnsignedString(size),
                  Integer.toUnsignedString(offset),
                  content.length()));
    }
    return content.slice(offset, offset + size);
  }
}
