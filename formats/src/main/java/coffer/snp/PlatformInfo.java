package coffer.snp;

import java.util.ArrayList;
import java.util.List;

/// How the platform is set up (AMD publication 56860, PLATFORM_INFO). New firmware sets bits that
/// older documents call reserved, so an unknown bit is shown and never refused.
public record PlatformInfo(long bits) {
  private static final List<String> NAMES =
      List.of(
          "smt",
          "tsme",
          "ecc",
          "rapl-off",
          "ciphertext-hiding",
          "alias-check-complete",
          "bit-6",
          "tio");

  public boolean smtEnabled() {
    return (bits & 1) == 1;
  }

  /// The names of the bits that are set; one without a name is `bit-N`.
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      if ((bits >>> i & 1) == 1) {
        names.add(i < NAMES.size() ? NAMES.get(i) : "bit-" + i);
      }
    }
    return names;
  }

  /// Such as `0x65`.
  @Override
  public String toString() {
    return "0x" + Long.toHexString(bits);
  }
}
