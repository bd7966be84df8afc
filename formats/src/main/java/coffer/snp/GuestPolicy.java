package coffer.snp;

import coffer.bytes.MalformedException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What the guest's owner allows at launch (AMD publication 56860, guest policy). Bits that have no
/// name here are kept and change nothing.
public record GuestPolicy(long bits) {
  /// ABI 0.31, SMT allowed, the reserved bit 17 that must be one: what Azure launches containers
  /// with.
  public static final GuestPolicy AZURE = new GuestPolicy(0x3001f);

  /// A bit with a name. The first three and `cxl` allow something, the others demand it.
  public enum Flag {
    SMT(16, "smt"),
    MIGRATION(18, "migration"),
    DEBUG(19, "debug"),
    SINGLE_SOCKET(20, "single-socket"),
    CXL(21, "cxl"),
    AES_256_XTS(22, "aes-256-xts"),
    RAPL_OFF(23, "rapl-off"),
    CIPHERTEXT_HIDING(24, "ciphertext-hiding"),
    PAGE_SWAP_DISABLED(25, "page-swap-disabled");

    private final int bit;
    private final String text;

    Flag(int bit, String text) {
      this.bit = bit;
      this.text = text;
    }

    /// Parses the name, such as `ciphertext-hiding`.
    public static Flag parse(String name) {
      return Arrays.stream(values())
          .filter(flag -> flag.text.equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new MalformedException(
                      "one of %s wanted, found '%s'".formatted(Arrays.toString(values()), name)));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final int MUST_BE_ONE = 17;

  public int abiMinor() {
    return (int) bits & 0xff;
  }

  public int abiMajor() {
    return (int) (bits >>> 8) & 0xff;
  }

  public boolean smtAllowed() {
    return has(Flag.SMT);
  }

  /// A migration agent may move the guest to another machine.
  public boolean migrationAllowed() {
    return has(Flag.MIGRATION);
  }

  /// The host may read and write the guest's memory: there is no confidentiality.
  public boolean debugAllowed() {
    return has(Flag.DEBUG);
  }

  public GuestPolicy withDebug(boolean allowed) {
    return with(Flag.DEBUG.bit, allowed);
  }

  public GuestPolicy withMigration(boolean allowed) {
    return with(Flag.MIGRATION.bit, allowed);
  }

  public boolean has(Flag flag) {
    return bit(flag.bit);
  }

  /// The reserved bit 17, which must be one.
  public boolean isWellFormed() {
    return bit(MUST_BE_ONE);
  }

  public GuestPolicy with(Flag flag, boolean set) {
    return with(flag.bit, set);
  }

  /// The bits with a name that are set, in their order.
  public Set<Flag> flags() {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Flag flag : Flag.values()) {
      if (has(flag)) {
        flags.add(flag);
      }
    }
    return flags;
  }

  /// Their names, in their order.
  public List<String> names() {
    return flags().stream().map(Flag::toString).toList();
  }

  /// Such as `0x3001f`.
  @Override
  public String toString() {
    return "0x" + Long.toHexString(bits);
  }

  private boolean bit(int number) {
    return (bits >>> number & 1) == 1;
  }

  private GuestPolicy with(int number, boolean set) {
    return new GuestPolicy(set ? bits | 1L << number : bits & ~(1L << number));
  }
}
