package coffer.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the real programs of an integration test in a folder; a failure shows what they said.
public record Programs(Path folder) {
  /// The name of the Debian release that this machine runs, so that its archive is the one that is
  /// configured here.
  public static String suite() throws Exception {
    return Files.readAllLines(Path.of("/etc/os-release")).stream()
        .filter(line -> line.startsWith("VERSION_CODENAME="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst()
        .orElse("stable");
  }

  public void run(String... command) throws Exception {
    output(List.of(command), List.of());
  }

  public String text(List<String> program, List<String> arguments) throws Exception {
    return new String(output(program, arguments), StandardCharsets.UTF_8).strip();
  }

  /// Standard output.
  public byte[] output(List<String> program, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    Path errors = Files.createTempFile(folder, "program-", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(
          "%s: status %d%n%s".formatted(command, status, Files.readString(errors)));
    }
    return output;
  }
}
