package coffer.ext4;

/// Time stamps as an inode holds them: 64 bits of which the low 32 stand in the main field and the
/// high 32 in the extra field (kernel documentation, "Inode Timestamps"): 34 bits of seconds, then
/// 30 of nanoseconds. 0 stands for "not set", and for 1970.
public final class Ext4Time {
  private static final long MIN_SECONDS = -0x8000_0000L;
  private static final long MAX_SECONDS = 0x3_7fff_ffffL;
  private static final long SECONDS_MASK = 0x3_ffff_ffffL;
  private static final int NANOSECONDS_SHIFT = 34;
  private static final int NANOSECONDS_PER_SECOND = 1_000_000_000;

  /// 0001-01-01T00:00:00Z, Go's zero time, which the converter takes for "not set".
  private static final long UNSET_SECONDS = -62_135_596_800L;

  private Ext4Time() {}

  /// Seconds outside of what fits are clamped. For negative seconds the sign fills the whole extra
  /// field, nanoseconds included; the kernel reads another year, and the converter does it so.
  public static long encode(long seconds, int nanoseconds) {
    if (seconds == UNSET_SECONDS && nanoseconds == 0) {
      return 0;
    }
    if (seconds < MIN_SECONDS) {
      return -MIN_SECONDS;
    }
    if (seconds > MAX_SECONDS) {
      return MAX_SECONDS;
    }
    return seconds | (long) nanoseconds << NANOSECONDS_SHIFT;
  }

  /// A time stamp that the converter decoded and encoded again, as it does for implied parents and
  /// opaque directories; for negative seconds that is another one.
  static long copied(long encoded) {
    if (encoded == 0) {
      return 0;
    }
    long stored = encoded & SECONDS_MASK;
    boolean negative = stored > 0x7fff_ffffL && stored < 0x1_0000_0000L;
    long seconds = negative ? (int) stored : stored;
    long nanoseconds = encoded >>> NANOSECONDS_SHIFT;
    return encode(
        seconds + nanoseconds / NANOSECONDS_PER_SECOND,
        (int) (nanoseconds % NANOSECONDS_PER_SECOND));
  }
}
