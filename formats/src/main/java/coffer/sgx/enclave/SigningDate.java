package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import java.time.DateTimeException;
import java.time.LocalDate;

/// The date of a SIGSTRUCT: eight decimal digits yyyymmdd, one in each half of a byte.
public final class SigningDate {
  private SigningDate() {}

  /// Parses `20240115` or `2024-01-15`.
  public static LocalDate parse(String text) {
    String digits = text.matches("\\d{4}-\\d{2}-\\d{2}") ? text.replace("-", "") : text;
    if (!digits.matches("\\d{8}")) {
      throw new MalformedException("date: yyyymmdd wanted, found '" + text + "'");
    }
    try {
      return LocalDate.of(
          Integer.parseInt(digits.substring(0, 4)),
          Integer.parseInt(digits.substring(4, 6)),
          Integer.parseInt(digits.substring(6)));
    } catch (DateTimeException e) {
      throw new MalformedException("date: a day of the calendar wanted, found " + text);
    }
  }

  /// 2024-01-15 is 0x20240115.
  public static int toBcd(LocalDate date) {
    return Integer.parseInt(
        "%04d%02d%02d".formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth()), 16);
  }

  /// The digits as they stand there, whether they are a day or not.
  static String text(int bcd) {
    return "%08x".formatted(bcd);
  }
}
