package coffer.workload;

import org.jspecify.annotations.Nullable;

/// A small program that sets limits for the service and starts it; sizes are as in Occlum.json.
@Key("Starts the service through a program that sets its limits; {} sets none.")
public record LauncherSettings(
    @Key(
            "Whether it is a program, compiled by the cc or gcc of PATH; true when missing. false"
                + " takes none: the JVM reads its options from a file of the image.")
        boolean compile,
    @Key(value = "RLIMIT_AS, such as 26GB.", pattern = LauncherSettings.SIZE)
        @Nullable String addressSpace,
    @Key(value = "RLIMIT_DATA, such as 256MB.", pattern = LauncherSettings.SIZE)
        @Nullable String data,
    @Key(value = "RLIMIT_STACK, such as 2MB.", pattern = LauncherSettings.SIZE)
        @Nullable String stack) {
  static final String SIZE = "^[1-9][0-9]{0,6}(KB|MB|GB)$";

  static LauncherSettings read(YamlMapping in) {
    LauncherSettings settings =
        new LauncherSettings(
            in.optionalFlag("compile").orElse(true),
            size(in, "addressSpace"),
            size(in, "data"),
            size(in, "stack"));
    in.end();
    for (String key : new String[] {"addressSpace", "data", "stack"}) {
      if (!settings.compile() && in.has(key)) {
        throw in.error(key, "is set by the program alone, and compile: false takes none");
      }
    }
    return settings;
  }

  private static @Nullable String size(YamlMapping in, String key) {
    String size = in.optionalText(key).orElse(null);
    if (size != null && !size.matches(SIZE)) {
      throw in.error(key, "a size such as 256MB or 26GB wanted, found '" + size + "'");
    }
    return size;
  }

  /// In bytes; `size` is one of the sizes above.
  public static long bytes(String size) {
    int unit = size.length() - 2;
    int power = 1 + "KMG".indexOf(size.charAt(unit));
    return Long.parseLong(size, 0, unit, 10) << (10 * power);
  }
}
