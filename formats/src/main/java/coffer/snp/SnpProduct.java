package coffer.snp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A line of AMD processors that shares a root key and the layout of its TCB versions (AMD
/// publication 56860, TCB_VERSION; 57230, product names).
public enum SnpProduct {
  MILAN("Milan", List.of(TcbPart.BOOTLOADER, TcbPart.TEE), List.of(TcbPart.SNP, TcbPart.MICROCODE)),
  GENOA("Genoa", List.of(TcbPart.BOOTLOADER, TcbPart.TEE), List.of(TcbPart.SNP, TcbPart.MICROCODE)),
  TURIN(
      "Turin",
      List.of(TcbPart.FMC, TcbPart.BOOTLOADER, TcbPart.TEE, TcbPart.SNP),
      List.of(TcbPart.MICROCODE));

  private final String text;
  private final List<TcbPart> lowest;
  private final List<TcbPart> highest;

  SnpProduct(String text, List<TcbPart> lowest, List<TcbPart> highest) {
    this.text = text;
    this.lowest = lowest;
    this.highest = highest;
  }

  /// The parts of a TCB version that this product has, in the order of their bytes.
  public List<TcbPart> parts() {
    return java.util.stream.Stream.concat(lowest.stream(), highest.stream()).toList();
  }

  /// The product of a processor, by CPUID family and model; empty for one that is not known here.
  public static Optional<SnpProduct> ofCpuid(int family, int model) {
    if (family == 0x19 && model <= 0x0f) {
      return Optional.of(MILAN);
    }
    if (family == 0x19 && (model >= 0x10 && model <= 0x1f || model >= 0xa0 && model <= 0xae)) {
      return Optional.of(GENOA);
    }
    return family == 0x1a && model <= 0x11 ? Optional.of(TURIN) : Optional.empty();
  }

  /// The product of a certificate's product name, such as `Milan-B0` (a stepping may follow the
  /// name).
  public static Optional<SnpProduct> ofName(String name) {
    return Arrays.stream(values())
        .filter(product -> name.equals(product.text) || name.startsWith(product.text + "-"))
        .findFirst();
  }

  /// The byte of a TCB version, lowest first, in which `part` stands; -1 when this product has no
  /// such part.
  int byteOf(TcbPart part) {
    int low = lowest.indexOf(part);
    int high = highest.indexOf(part);
    return high >= 0 ? 8 - highest.size() + high : low;
  }

  /// `Milan`, `Genoa` or `Turin`.
  @Override
  public String toString() {
    return text;
  }
}
