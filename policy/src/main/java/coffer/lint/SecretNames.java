package coffer.lint;

import java.util.Locale;
import java.util.regex.Pattern;

/// Names of variables that usually hold secrets.
public final class SecretNames {
  private static final Pattern WORDS =
      Pattern.compile(
          "(^|[^A-Z])(PASSWORD|PASSWD|PWD|SECRET|TOKEN|APIKEY|API_KEY|ACCESS_KEY|PRIVATE_KEY"
              + "|ACCOUNT_KEY|CREDENTIALS?|CONNECTION_?STRING|SAS)([^A-Z]|$)");
  private static final Pattern REFERENCES =
      Pattern.compile("(NAME|URL|URI|PATH|FILE|ENDPOINT|ID)$");

  private SecretNames() {}

  /// Whether a variable of this name looks like a secret itself, not like the name or place of one.
  public static boolean matches(String name) {
    String upper =
        name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT).replace('-', '_');
    return WORDS.matcher(upper).find() && !REFERENCES.matcher(upper).find();
  }

  /// A rule `NAME=value` as it may be shown: without the value where it looks like a secret.
  public static String redacted(String rule) {
    int equals = rule.indexOf('=');
    return equals >= 0 && equals < rule.length() - 1 && matches(rule.substring(0, equals))
        ? rule.substring(0, equals) + "=<<redacted>>"
        : rule;
  }
}
