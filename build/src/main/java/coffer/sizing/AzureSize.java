package coffer.sizing;

import java.util.Arrays;
import java.util.Optional;

/// Virtual machines of Azure with SGX (Azure documentation, "DCsv2-series" and "DCsv3 and
/// DCdsv3-series").
///
/// In order of their protected memory.
public enum AzureSize {
  DC1S_V2("Standard_DC1s_v2", 4, 28, 36),
  DC2S_V2("Standard_DC2s_v2", 8, 56, 36),
  DC4S_V2("Standard_DC4s_v2", 16, 112, 36),
  DC8_V2("Standard_DC8_v2", 32, 168, 36),
  DC1S_V3("Standard_DC1s_v3", 8, 4 << 10, 56),
  DC2S_V3("Standard_DC2s_v3", 16, 8 << 10, 56),
  DC4S_V3("Standard_DC4s_v3", 32, 16 << 10, 56),
  DC8S_V3("Standard_DC8s_v3", 64, 32 << 10, 56),
  DC16S_V3("Standard_DC16s_v3", 128, 64 << 10, 56),
  DC24S_V3("Standard_DC24s_v3", 192, 128 << 10, 56),
  DC32S_V3("Standard_DC32s_v3", 256, 192 << 10, 56),
  DC48S_V3("Standard_DC48s_v3", 384, 256 << 10, 56);

  private final String text;
  private final int memoryGb;
  private final int epcMb;
  private final int enclaveBits;

  AzureSize(String text, int memoryGb, int epcMb, int enclaveBits) {
    this.text = text;
    this.memoryGb = memoryGb;
    this.epcMb = epcMb;
    this.enclaveBits = enclaveBits;
  }

  public long epcBytes() {
    return epcMb * Sizes.MB;
  }

  public long memoryBytes() {
    return memoryGb * Sizes.GB;
  }

  /// The largest enclave that its processor takes, in bits of its addresses.
  int enclaveBits() {
    return enclaveBits;
  }

  /// The name as Azure writes it.
  @Override
  public String toString() {
    return text;
  }

  /// With or without `Standard_` in front; a `d` for a local disk changes nothing here.
  public static Optional<AzureSize> named(String name) {
    String plain = name.replaceFirst("^Standard_", "").replace("ds_v3", "s_v3");
    return Arrays.stream(values()).filter(size -> size.text.endsWith("_" + plain)).findFirst();
  }

  /// The smallest that has this much protected memory.
  static Optional<AzureSize> having(long epcBytes) {
    return Arrays.stream(values()).filter(size -> size.epcBytes() >= epcBytes).findFirst();
  }
}
