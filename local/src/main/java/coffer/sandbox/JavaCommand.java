package coffer.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of another process of this program.
public final class JavaCommand {
  /// The class-data archive that the launcher made, so that the process starts fast.
  private static final String ARCHIVE = "COFFER_ARCHIVE";

  /// Below this a process lives too briefly for the second compiler to pay.
  private static final int SMALL = 128;

  private JavaCommand() {}

  /// Runs the `main` of `type` on this process's JDK and class path. `argument` may say something
  /// to the reader of a process list. The heap holds `megabytes`.
  public static List<String> of(Class<?> type, int megabytes, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=" + (megabytes > SMALL ? 4 : 1));
    command.add("-XX:-UsePerfData");
    command.add("-Xmx%dm".formatted(megabytes));
    command.add("-Xshare:auto");
    command.add("-Xlog:cds*=off");
    command.add("-Xlog:aot*=off");
    String archive = System.getenv().getOrDefault(ARCHIVE, "");
    if (!archive.isEmpty()) {
      command.add("-XX:SharedArchiveFile=" + Path.of(archive).toAbsolutePath());
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(classPath());
    command.add(type.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /// Absolute, as the other process has another current folder.
  private static String classPath() {
    List<String> paths = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(":")) {
      paths.add(Path.of(path).toAbsolutePath().toString());
    }
    return String.join(":", paths);
  }
}
