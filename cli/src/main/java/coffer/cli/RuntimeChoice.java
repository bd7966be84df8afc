package coffer.cli;

import coffer.group.Runtime;
import coffer.sandbox.GroupNamespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// `--runtime`: who starts the container.
enum RuntimeChoice {
  /// runc for the superuser when it is installed, else the built-in launcher.
  AUTO,
  BUILTIN,
  RUNC;

  Runtime resolve() throws IOException {
    boolean superuser = GroupNamespaces.isSuperuser();
    return switch (this) {
      case BUILTIN -> Runtime.BUILTIN;
      case AUTO -> superuser && find("runc").isPresent() ? Runtime.RUNC : Runtime.BUILTIN;
      case RUNC -> {
        if (find("runc").isEmpty()) {
          throw new CommandFailure(
              ExitCode.ENVIRONMENT,
              "runc is not on the PATH",
              "apt-get install runc, or --runtime builtin");
        }
        if (!superuser) {
          throw new CommandFailure(
              ExitCode.ENVIRONMENT, "runc is used by the superuser only", "--runtime builtin");
        }
        yield Runtime.RUNC;
      }
    };
  }

  /// A program by the PATH, and where administrators' programs lie.
  static Optional<Path> find(String program) {
    String folders = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
    return Stream.of(folders.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
