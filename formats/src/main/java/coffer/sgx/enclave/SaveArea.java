package coffer.sgx.enclave;

/// The size of the processor's state that an exit saves, by the features that are on (signing tool,
/// `manage_metadata.cpp`; Intel Software Developer's Manual, volume 1, chapter 13).
final class SaveArea {
  /// The general registers at the end of each frame.
  static final int GENERAL_REGISTERS = 184;

  private record Feature(long bits, int size) {}

  private static final Feature[] FEATURES = {
    new Feature(0x3, 576), // legacy
    new Feature(0x6, 832), // AVX
    new Feature(0x18, 1088), // MPX
    new Feature(0xE6, 2688), // AVX-512
    new Feature(0x200, 2752), // PKRU
    new Feature(0x60000, 11008) // AMX
  };

  private SaveArea() {}

  /// Bytes for the features in `xfrm`.
  static int size(long xfrm) {
    int size = FEATURES[0].size;
    for (Feature feature : FEATURES) {
      if ((feature.bits & xfrm) == feature.bits) {
        size = feature.size;
      }
    }
    return size;
  }

  /// Pages of one frame.
  static int framePages(int size) {
    return (int) Pages.count(size + GENERAL_REGISTERS);
  }
}
