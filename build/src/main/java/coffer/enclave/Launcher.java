package coffer.enclave;

import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.Folders;
import coffer.workload.LauncherSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Starts the service with a command that is in the image: `/bin/launcher`, compiled here from
/// launcher.c, or without it the JVM with a file of options. The host has nothing to say but what
/// to start.
///
/// @param command how the JVM is started
record Launcher(LauncherSettings settings, List<String> command) {
  static final String PROGRAM = "/bin/launcher";
  static final String FILE = "/etc/coffer/command";

  private static final List<String> COMPILERS = List.of("cc", "gcc");

  /// The same source makes the same bytes: no time, no path, no build id.
  private static final List<String> FLAGS =
      List.of("-std=c99", "-O2", "-fPIE", "-pie", "-Wl,--build-id=none", "-s");

  Launcher {
    command = List.copyOf(command);
  }

  /// What `occlum run` is given.
  List<String> start() {
    return settings.compile() ? List.of(PROGRAM) : List.of(command.getFirst(), "@" + FILE);
  }

  void addTo(FileTree tree) throws IOException, InterruptedException, BuildException {
    for (String word : command) {
      if (word.indexOf('\n') >= 0 || word.indexOf('\r') >= 0) {
        throw new BuildException("sgx.launcher: a word of the command has a line feed: " + word);
      }
    }
    tree.file(FILE, 0644, text().getBytes(StandardCharsets.UTF_8));
    if (settings.compile()) {
      tree.file(PROGRAM, 0755, compile());
    }
  }

  /// The command in the image, as its reader wants it.
  String text() {
    return settings.compile() ? lines() : options();
  }

  /// As launcher.c reads it.
  private String lines() {
    StringBuilder text = new StringBuilder();
    limit(text, "as", settings.addressSpace());
    limit(text, "data", settings.data());
    limit(text, "stack", settings.stack());
    text.append("command\n");
    command.forEach(word -> text.append(word).append('\n'));
    return text.toString();
  }

  private static void limit(StringBuilder text, String name, @Nullable String size) {
    if (size != null) {
      text.append("limit %s %d\n".formatted(name, LauncherSettings.bytes(size)));
    }
  }

  /// As the JVM reads its argument files.
  private String options() {
    StringBuilder text = new StringBuilder();
    for (String word : command.subList(1, command.size())) {
      text.append('"').append(word.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
    }
    return text.toString();
  }

  /// Whoever would compile it, by its own words; empty when nobody has to.
  String compiler() throws IOException, InterruptedException, BuildException {
    return settings.compile()
        ? source() + run(List.of(find().toString(), "--version"), Path.of("/"))
        : "";
  }

  private byte[] compile() throws IOException, InterruptedException, BuildException {
    Path work = Files.createTempDirectory("coffer-launcher-");
    try {
      Files.writeString(work.resolve("launcher.c"), source());
      List<String> words = new ArrayList<>(List.of(find().toString()));
      words.addAll(FLAGS);
      words.addAll(List.of("-o", "launcher", "launcher.c"));
      run(words, work);
      return Files.readAllBytes(work.resolve("launcher"));
    } finally {
      Folders.delete(work);
    }
  }

  static String source() throws IOException {
    try (InputStream in = Launcher.class.getResourceAsStream("launcher.c")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Path find() throws BuildException {
    return find(System.getenv().getOrDefault("PATH", ""));
  }

  Path find(String path) throws BuildException {
    for (String name : COMPILERS) {
      for (String folder : path.split(":", -1)) {
        Path file = Path.of(folder, name);
        if (folder.startsWith("/") && Files.isExecutable(file)) {
          return file;
        }
      }
    }
    throw new BuildException(
        ("sgx.launcher: no C compiler: cc or gcc wanted on PATH, found neither; install gcc, or say"
                + " compile: false, then the enclave is started by: occlum run %s @%s")
            .formatted(command.getFirst(), FILE));
  }

  private static String run(List<String> words, Path folder)
      throws IOException, InterruptedException, BuildException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new BuildException(
          "sgx.launcher: %s ended with status %d:%n%s"
              .formatted(String.join(" ", words), status, output.strip()));
    }
    return output;
  }
}
