package coffer.snp;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A TCB version: eight bytes whose meaning depends on the product (AMD publication 56860,
/// TCB_VERSION). `bits` is the little-endian number of the report.
public record TcbVersion(long bits) {
  /// From the security version numbers of the product's parts, each 0 to 255; a part that is not
  /// given is 0.
  public static TcbVersion of(SnpProduct product, Map<TcbPart, Integer> parts) {
    long bits = 0;
    for (Map.Entry<TcbPart, Integer> entry : parts.entrySet()) {
      int at = product.byteOf(entry.getKey());
      int value = entry.getValue();
      if (at < 0 || value < 0 || value > 255) {
        throw new IllegalArgumentException(product + " has no " + entry);
      }
      bits |= (long) value << (8 * at);
    }
    return new TcbVersion(bits);
  }

  /// Parses the 16 hex digits, of either case, of the number with its highest byte first, as THIM
  /// writes it: `DB18000000000004`.
  public static TcbVersion parse(String tcbm) {
    if (!tcbm.matches("[0-9a-fA-F]{16}")) {
      throw new MalformedException("tcbm: 16 hex digits wanted, found '" + tcbm + "'");
    }
    return new TcbVersion(Long.parseUnsignedLong(tcbm, 16));
  }

  public int part(SnpProduct product, TcbPart part) {
    int at = product.byteOf(part);
    return at < 0 ? 0 : (int) (bits >>> (8 * at)) & 0xff;
  }

  public Map<TcbPart, Integer> parts(SnpProduct product) {
    Map<TcbPart, Integer> parts = new EnumMap<>(TcbPart.class);
    product.parts().forEach(part -> parts.put(part, part(product, part)));
    return parts;
  }

  /// True when no part is lower than the same part of `minimum`.
  public boolean atLeast(TcbVersion minimum, SnpProduct product) {
    return product.parts().stream()
        .allMatch(part -> part(product, part) >= minimum.part(product, part));
  }

  /// Such as `bl 4, tee 0, snp 24, ucode 219`.
  public String describe(SnpProduct product) {
    return product.parts().stream()
        .map(part -> part + " " + part(product, part))
        .collect(Collectors.joining(", "));
  }

  /// The eight bytes as the report has them, lowest first.
  public Bytes toBytes() {
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (bits >>> (8 * i));
    }
    return Bytes.of(bytes);
  }

  /// The form of THIM in lower case: `db18000000000004`.
  @Override
  public String toString() {
    return "%016x".formatted(bits);
  }
}
