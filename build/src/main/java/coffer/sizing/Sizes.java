package coffer.sizing;

import coffer.bytes.MalformedException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them.
final class Sizes {
  static final long KB = 1L << 10;
  static final long MB = 1L << 20;
  static final long GB = 1L << 30;

  private static final long TB = 1L << 40;
  private static final Pattern JVM = Pattern.compile("(\\d{1,15})([kKmMgGtT]?)");
  private static final Pattern OCCLUM = Pattern.compile("\\s*(\\d{1,15})\\s*(KB|MB|GB|TB|B)\\s*");
  private static final Map<String, Long> UNITS =
      Map.of("", 1L, "B", 1L, "K", KB, "KB", KB, "M", MB, "MB", MB, "G", GB, "GB", GB);

  private Sizes() {}

  /// `512m`, as options of the JVM are written.
  static long ofJvm(String name, String text) {
    Matcher size = JVM.matcher(text);
    if (!size.matches()) {
      throw new MalformedException(
          "%s: a size such as 512m or 2g wanted, found '%s'".formatted(name, text));
    }
    return bytes(name, size.group(1), size.group(2).toUpperCase(java.util.Locale.ROOT));
  }

  /// `512MB`, as Occlum.json has it.
  static long ofOcclum(String name, String text) {
    Matcher size = OCCLUM.matcher(text);
    if (!size.matches()) {
      throw new MalformedException(
          "%s: a size such as 512MB wanted, found '%s'".formatted(name, text));
    }
    return bytes(name, size.group(1), size.group(2));
  }

  private static long bytes(String name, String number, String unit) {
    try {
      long factor = unit.startsWith("T") ? TB : UNITS.getOrDefault(unit, 1L);
      return Math.multiplyExact(Long.parseLong(number), factor);
    } catch (ArithmeticException e) {
      throw new MalformedException("%s: more than 2^63 bytes".formatted(name));
    }
  }

  static long roundUp(long size, long unit) {
    return (size + unit - 1) / unit * unit;
  }

  /// Megabytes of 2^20 bytes, rounded up: `2,048 MB`.
  static String text(long bytes) {
    return "%,d MB".formatted((bytes + MB - 1) / MB);
  }
}
