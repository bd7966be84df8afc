package coffer.javaimage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Runs the user's own build command; its output goes to a log, never to the terminal.
record BuildCommandRun(Path folder, Path jdk, Path log) {
  private static final int LINES_SHOWN = 20;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int BYTES_SHOWN = 16 * 1024;

  /// Runs `command` with sh -c and waits for it. JAVA_HOME is the JDK that runs us, and its
  /// programs come first on PATH.
  void run(String command) throws IOException, InterruptedException, BuildException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Files.deleteIfExists(log);
    Files.createFile(log, OWNER_ONLY);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    String path = builder.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("PATH", jdk.resolve("bin") + ":" + path);
    Process process = builder.start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new BuildException(
            "service.build: '%s' ended with status %d; the whole log is in %s%n%s"
                .formatted(command, status, log, String.join("\n", lastLines())));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private List<String> lastLines() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - BYTES_SHOWN));
      byte[] tail = new byte[(int) Math.min(file.length(), BYTES_SHOWN)];
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    }
  }
}
