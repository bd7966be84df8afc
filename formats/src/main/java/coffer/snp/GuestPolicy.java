package coffer.snp;

import java.util.ArrayList;
import java.util.List;

/// What the guest's owner allows at launch (AMD publication 56860, guest policy). Bits that have no
/// name here are kept and change nothing.
public record GuestPolicy(long bits) {
  /// ABI 0.31, SMT allowed, the reserved bit 17 that must be one: what Azure launches containers
  /// with.
  public static final GuestPolicy AZURE = new GuestPolicy(0x3001f);

  private static final int SMT = 16;
  private static final int MIGRATION = 18;
  private static final int DEBUG = 19;
  private static final String[] NAMES = {
    "smt",
    "",
    "migration",
    "debug",
    "single-socket",
    "cxl",
    "aes-256-xts",
    "rapl-off",
    "ciphertext-hiding",
    "page-swap-disabled"
  };

  public int abiMinor() {
    return (int) bits & 0xff;
  }

  public int abiMajor() {
    return (int) (bits >>> 8) & 0xff;
  }

  public boolean smtAllowed() {
    return bit(SMT);
  }

  /// A migration agent may move the guest to another machine.
  public boolean migrationAllowed() {
    return bit(MIGRATION);
  }

  /// The host may read and write the guest's memory: there is no confidentiality.
  public boolean debugAllowed() {
    return bit(DEBUG);
  }

  public GuestPolicy withDebug(boolean allowed) {
    return with(DEBUG, allowed);
  }

  public GuestPolicy withMigration(boolean allowed) {
    return with(MIGRATION, allowed);
  }

  /// The names of the bits that are set, in their order.
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      if (bit(SMT + i) && !NAMES[i].isEmpty()) {
        names.add(NAMES[i]);
      }
    }
    return names;
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
