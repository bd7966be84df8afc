package coffer.sgx.enclave;

import coffer.bytes.MalformedException;

/// What an enclave needs of a machine, from its configuration alone: nothing is measured.
///
/// @param enclaveSize bytes of its address range, a power of two
/// @param addedPages pages of 4,096 bytes that exist when it starts
public record EnclaveNeeds(long enclaveSize, long addedPages) {
  /// The processor keeps the versions of 512 pages in another one (VA page), which is taken from
  /// the same memory.
  private static final int PAGES_PER_VERSION_ARRAY = 512;

  /// Of a file whose segments take `imageSize` bytes of memory and whose threads have
  /// `threadLocalSize` bytes of variables. Memory that is added later (MiscSelect) is not counted.
  public static EnclaveNeeds of(EnclaveConfig config, long imageSize, long threadLocalSize) {
    if (MetadataForms.wantsSgx2(config)) {
      throw new MalformedException("MiscSelect: an enclave without dynamic memory wanted");
    }
    int frame = SaveArea.framePages(SaveArea.size(Features.of(config).wanted().xfrm()));
    LayoutTable table =
        LayoutTable.of(
            config,
            new LayoutTable.Facts(
                Pages.round(imageSize),
                (long) frame * TcsTemplate.SSA_FRAMES,
                1 + Pages.count(threadLocalSize),
                MetadataWriter.data(2),
                0));
    return new EnclaveNeeds(table.enclaveSize(), Pages.count(imageSize) + table.addedPages());
  }

  /// The protected memory (EPC) for all of its pages, its control structure and the processor's
  /// account of them, in bytes.
  public long epcBytes() {
    long pages = addedPages + 1;
    long arrays = (pages + PAGES_PER_VERSION_ARRAY - 1) / PAGES_PER_VERSION_ARRAY;
    return (pages + arrays) * Pages.SIZE;
  }
}
