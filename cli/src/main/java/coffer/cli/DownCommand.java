package coffer.cli;

import coffer.host.Group;
import coffer.host.Groups;
import coffer.host.UserFolders;
import coffer.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Ends container groups.
@Command(
    name = "down",
    description = {
      "End a container group and remove everything it had on this machine:",
      "processes, mounts, namespaces, files. Its secrets stay in the vault."
    },
    footer = {"", "Example:", "  coffer down greeter", "  coffer down --all"})
final class DownCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "NAME", description = "The groups to end.")
  List<String> names = List.of();

  @Option(names = "--all", description = "End every group of yours.")
  boolean all;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "How long a container may take to end by itself (default: 10).")
  int grace = 10;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (all == !names.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "either names of groups or --all wanted", "");
    }
    Groups groups = new Groups(UserFolders.of(System.getenv()));
    List<Group> found = all ? groups.list() : named(groups);
    for (Group group : found) {
      group.remove(Duration.ofSeconds(grace));
      if (!output.json) {
        spec.commandLine().getErr().println(group.name() + ": gone");
      }
    }
    if (output.json) {
      List<String> gone = found.stream().map(Group::name).toList();
      spec.commandLine()
          .getOut()
          .println(Json.object().put("removed", Json.strings(gone)).build().toCompact());
    }
    return ExitCode.OK;
  }

  private List<Group> named(Groups groups) throws Exception {
    List<Group> found = new ArrayList<>();
    for (String name : names) {
      found.add(groups.find(name).orElseThrow(() -> missing(name)));
    }
    return found;
  }

  static CommandFailure missing(String name) {
    return new CommandFailure(
        ExitCode.REJECTED, "no group '%s'".formatted(name), "coffer status lists them");
  }
}
