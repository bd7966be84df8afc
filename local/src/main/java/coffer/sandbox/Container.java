package coffer.sandbox;

import coffer.group.GroupFolder;
import coffer.group.Runtime;
import coffer.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A container that runs in the group of the calling process. Thread-safe.
public final class Container {
  private static final int INIT_MEGABYTES = 64;
  private static final int GRACE_SECONDS = 5;

  private final Process process;

  private Container(Process process) {
    this.process = process;
  }

  /// Starts it in [RootFolder#NAME] with its output going to `log`.
  public static Container start(String name, ContainerSpec spec, Runtime runtime, Path log)
      throws IOException {
    return start(name, spec, runtime, log, Map.of());
  }

  /// The same with variables beside those of `spec`, which are written to no file; for the built-in
  /// launcher.
  public static Container start(
      String name, ContainerSpec spec, Runtime runtime, Path log, Map<String, String> moreEnv)
      throws IOException {
    List<String> command =
        switch (runtime) {
          case BUILTIN -> builtin(spec);
          case RUNC -> runc(name, spec);
        };
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (!spec.moreEnv()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      return new Container(builder.start());
    }
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      Json.ObjectBuilder variables = Json.object();
      moreEnv.forEach(variables::put);
      in.write(variables.build().toCompact().getBytes(StandardCharsets.UTF_8));
    } catch (IOException ended) {
      // It says itself why, in the log.
      return new Container(process);
    }
    return new Container(process);
  }

  private static List<String> builtin(ContainerSpec spec) throws IOException {
    spec.save();
    List<String> command = new ArrayList<>(List.of("unshare"));
    if (!Ownership.ofThisProcess().keepsOwners()) {
      command.addAll(
          List.of(
              "--user",
              "--map-user=" + Integer.toUnsignedString(spec.uid()),
              "--map-group=" + Integer.toUnsignedString(spec.gid()),
              "--keep-caps"));
    }
    command.addAll(List.of("--mount", "--pid", "--fork", "--kill-child", "--"));
    command.addAll(JavaCommand.of(ContainerInit.class, INIT_MEGABYTES));
    return command;
  }

  private static List<String> runc(String name, ContainerSpec spec) throws IOException {
    RuncBundle.write(spec, "/" + new GroupFolder(Path.of("")).controlGroup());
    return List.of("runc", "--root", "runc", "run", "--bundle", ".", name);
  }

  /// Waits for its end. 128 and more is a signal's number added to 128.
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /// Asks it to end, and makes it end after some seconds.
  public void stop() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
