package coffer.sgx.enclave;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.sgx.quote.EnclaveAttributes;
import java.util.List;

/// Writes the metadata of one enclave: the mirror of [EnclaveMetadata].
record MetadataWriter(
    int directories,
    int tcsPolicy,
    int ssaFramePages,
    int saveSize,
    int desiredMiscSelect,
    int tcsMinPool,
    long enclaveSize,
    EnclaveAttributes attributes,
    byte[] tcs,
    EnclaveFile.GlobalData place,
    byte[] globalData) {
  private static final int PATCHES = 4;

  /// Offsets of `e_shoff`, `e_shnum` and `e_shstrndx` in the file: the loader sees no sections.
  private static final int SECTION_HEADERS = 40;

  private static final int SECTION_COUNT = 60;
  private static final int SECTION_NAMES = 62;

  private static final int ZEROS = 8;

  /// Where the first template is in metadata with so many directories.
  static int data(int directories) {
    return EnclaveMetadata.DIRECTORIES + directories * 8;
  }

  byte[] write(MetadataVersion version, List<LayoutRecord> layout, Bytes sigStruct) {
    int data = data(directories);
    int zeros = data + tcs.length + globalData.length;
    int patches = zeros + ZEROS;
    int table = patches + PATCHES * Patch.LENGTH;
    int size = table + layout.size() * LayoutRecord.LENGTH;
    ByteWriter out = new ByteWriter(size);
    out.u64(EnclaveMetadata.MAGIC).u64(version.toLong()).u32(size).u32(tcsPolicy);
    out.u32(ssaFramePages).u32(saveSize).u32(desiredMiscSelect).u32(tcsMinPool).u64(enclaveSize);
    attributes.write(out);
    out.at(EnclaveMetadata.SIGSTRUCT).bytes(sigStruct);
    out.at(EnclaveMetadata.DIRECTORIES);
    out.u32(patches).u32(PATCHES * Patch.LENGTH).u32(table).u32(size - table);
    out.zeros(data - out.position()).bytes(tcs).bytes(globalData);
    out.at(zeros).zeros(ZEROS).at(patches);
    new Patch(place.fileOffset(), data + tcs.length, globalData.length).write(out);
    new Patch(SECTION_COUNT, zeros, 2).write(out);
    new Patch(SECTION_HEADERS, zeros, 8).write(out);
    new Patch(SECTION_NAMES, zeros, 2).write(out);
    out.at(table);
    layout.forEach(record -> record.write(out));
    return out.at(size).toBytes();
  }
}
