package coffer.gramine;

import coffer.bytes.MalformedException;
import coffer.sgx.quote.EnclaveAttributes;
import coffer.toml.Toml;
import java.util.Arrays;
import java.util.Locale;

/// Extensions of the processor that an enclave may use: bits of XFRM (`sgx.cpu_features`). In the
/// order in which the manifest names them.
enum CpuFeature {
  AVX(0x4, Use.UNSPECIFIED),
  AVX512(0xE4, Use.UNSPECIFIED),
  AMX(0x60000, Use.UNSPECIFIED),
  MPX(0x18, Use.DISABLED),
  PKRU(0x200, Use.DISABLED);

  private static final long LEGACY = 0x3;

  /// The x87 and SSE states, MPX, PKRU and every bit without a meaning yet.
  private static final long MASK = 0xFFFF_FFFF_FFF9_FF1BL;

  private final long bits;
  private final Use preset;

  CpuFeature(long bits, Use preset) {
    this.bits = bits;
    this.preset = preset;
  }

  /// What a manifest says of one.
  enum Use {
    UNSPECIFIED,
    DISABLED,
    REQUIRED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  Use preset() {
    return preset;
  }

  private Use use(Toml.Table features) {
    String path = "sgx.cpu_features." + key();
    String text = features.text(key(), path).orElse(preset.text());
    return Arrays.stream(Use.values())
        .filter(use -> use.text().equals(text))
        .filter(use -> use != Use.UNSPECIFIED || preset == Use.UNSPECIFIED)
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedException(
                    "%s: %s wanted, found '%s'"
                        .formatted(
                            path,
                            preset == Use.UNSPECIFIED
                                ? "unspecified, disabled or required"
                                : "disabled or required",
                            text)));
  }

  /// XFRM, and in the second value which of its bits are fixed by the signature.
  static EnclaveAttributes[] of(Toml.Table features, long flags) {
    long state = LEGACY;
    long mask = MASK;
    for (CpuFeature feature : values()) {
      switch (feature.use(features)) {
        case REQUIRED -> {
          state |= feature.bits;
          mask |= feature.bits;
        }
        case DISABLED -> {
          state &= ~feature.bits;
          mask |= feature.bits;
        }
        case UNSPECIFIED -> {}
      }
    }
    return new EnclaveAttributes[] {
      new EnclaveAttributes(flags, state), new EnclaveAttributes(-1L, mask)
    };
  }
}
