package coffer.armlang;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Functions on times in ISO 8601 (ARM template functions, "Date functions"). `utcNow` is known to
/// nobody before the deployment: [AzureFunctions] has it.
final class DateFunctions {
  private static final Pattern DURATION =
      Pattern.compile("(-?)P(?:([0-9]{1,4}Y)?([0-9]{1,5}M)?([0-9]{1,5}W)?([0-9]{1,6}D)?)(T.+)?");

  static final List<Function> ALL =
      List.of(
          Function.of("dateTimeAdd", 2, 3, DateFunctions::add),
          Function.of("dateTimeFromEpoch", 1, 1, DateFunctions::fromEpoch),
          Function.of("dateTimeToEpoch", 1, 1, DateFunctions::toEpoch));

  private DateFunctions() {}

  private static Value add(Arguments a) {
    if (a.has(2)) {
      throw new ExpressionException(
          "dateTimeAdd: a format of its own is not supported; leave argument 3 out");
    }
    Matcher parts = DURATION.matcher(a.text(1));
    if (!parts.matches()) {
      throw new ExpressionException("dateTimeAdd, argument 2: a duration such as PT1H wanted");
    }
    int sign = parts.group(1).isEmpty() ? 1 : -1;
    try {
      Period days = Period.ZERO;
      for (int i = 2; i <= 5; i++) {
        String part = parts.group(i);
        days = part == null ? days : days.plus(Period.parse("P" + part));
      }
      String time = parts.group(6);
      Duration hours = time == null ? Duration.ZERO : Duration.parse("P" + time);
      return iso(time(a.text(0)).plus(days.multipliedBy(sign)).plus(hours.multipliedBy(sign)));
    } catch (DateTimeException | ArithmeticException e) {
      throw new ExpressionException("dateTimeAdd: a time and a duration within bounds wanted");
    }
  }

  private static OffsetDateTime time(String text) {
    try {
      return OffsetDateTime.parse(text.strip().replaceFirst("^(\\S+) ", "$1T"));
    } catch (DateTimeParseException e) {
      throw new ExpressionException("a time such as 2026-01-31T12:00:00Z wanted");
    }
  }

  private static Value iso(OffsetDateTime time) {
    return new Value.Text(
        DateTimeFormatter.ISO_INSTANT.format(time.withOffsetSameInstant(ZoneOffset.UTC)));
  }

  private static Value fromEpoch(Arguments a) {
    try {
      return iso(Instant.ofEpochSecond(a.integer(0)).atOffset(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new ExpressionException("dateTimeFromEpoch: seconds since 1970 within bounds wanted");
    }
  }

  private static Value toEpoch(Arguments a) {
    return Value.Num.of(time(a.text(0)).toEpochSecond());
  }
}
