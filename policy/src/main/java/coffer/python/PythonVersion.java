package coffer.python;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Version numbers as Python's packages have them (PEP 440).
public final class PythonVersion {
  private static final String PRE = "(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?[0-9]*)?";
  private static final String POST = "(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?";
  private static final String DEV = "(?:[-_.]?dev[-_.]?[0-9]*)?";
  private static final String LOCAL = "(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?";
  private static final Pattern FORM =
      Pattern.compile(
          "v?(?:([0-9]+)!)?([0-9]+)(?:\\.[0-9]+)*" + PRE + POST + DEV + LOCAL,
          Pattern.CASE_INSENSITIVE);

  private PythonVersion() {}

  /// The first number of a version, empty when the text is none. A later epoch counts more than any
  /// number.
  public static Optional<BigInteger> first(String text) {
    Matcher version = FORM.matcher(text.strip());
    if (!version.matches()) {
      return Optional.empty();
    }
    BigInteger first = new BigInteger(version.group(2));
    String epoch = version.group(1);
    return Optional.of(
        epoch == null ? first : first.add(new BigInteger(epoch).shiftLeft(Long.SIZE)));
  }
}
