package coffer.cli;

import coffer.group.GroupState;
import coffer.host.Group;
import coffer.host.Groups;
import coffer.host.UserFolders;
import coffer.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows what a container wrote.
@Command(
    name = "logs",
    description = {
      "Show what the container of a group wrote to its outputs.",
      "Nothing when the policy does not let the host see them."
    },
    footer = {
      "",
      "Example: all of it, and what comes until the container ends.",
      "  coffer logs -f greeter"
    })
final class LogsCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 100;
  private static final int BUFFER = 64 * 1024;

  @Parameters(index = "0", paramLabel = "NAME", description = "The group.")
  String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the container ends.")
  boolean follow;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Groups groups = new Groups(UserFolders.of(System.getenv()));
    Group group = groups.find(name).orElseThrow(() -> DownCommand.missing(name));
    if (!Files.exists(group.log())) {
      if (!follow) {
        return ExitCode.OK;
      }
      Files.createFile(group.log());
    }
    try (InputStream log = Files.newInputStream(group.log())) {
      boolean ended;
      do {
        ended = !follow || !runs(group);
        copy(log);
        if (!ended) {
          Thread.sleep(POLL_MILLIS);
        }
      } while (!ended);
    }
    return ExitCode.OK;
  }

  private static boolean runs(Group group) throws IOException {
    if (!Files.exists(group.log())) {
      return false;
    }
    GroupState state = group.state();
    return state instanceof GroupState.Running || state instanceof GroupState.Starting;
  }

  private void copy(InputStream log) throws IOException {
    byte[] buffer = new byte[BUFFER];
    OutputStream out = System.out;
    for (int count = log.read(buffer); count > 0; count = log.read(buffer)) {
      if (output.json) {
        String text = new String(buffer, 0, count, java.nio.charset.StandardCharsets.UTF_8);
        spec.commandLine().getOut().println(Json.object().put("text", text).build().toCompact());
      } else {
        out.write(buffer, 0, count);
      }
    }
    out.flush();
  }
}
