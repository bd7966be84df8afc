package coffer.cli;

import coffer.group.Runtime;
import coffer.sandbox.GroupNamespaces;
import java.io.IOException;

/// `--runtime`: who starts the container.
enum RuntimeChoice {
  /// runc for the superuser when it is installed, else the built-in launcher.
  AUTO,
  BUILTIN,
  RUNC;

  Runtime resolve() throws IOException, InterruptedException {
    boolean superuser = !GroupNamespaces.needUserNamespace();
    return switch (this) {
      case BUILTIN -> Runtime.BUILTIN;
      case AUTO -> superuser && Programs.find("runc").isPresent() ? Runtime.RUNC : Runtime.BUILTIN;
      case RUNC -> {
        if (Programs.find("runc").isEmpty()) {
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
}
