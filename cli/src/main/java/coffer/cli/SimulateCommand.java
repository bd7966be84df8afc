package coffer.cli;

import coffer.json.Json;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// Evidence without hardware.
@Command(
    name = "simulate",
    description = {
      "Make evidence of simulated hardware, under this user's development root, for tests and",
      "demonstrations. Layout, signatures and chains are those of the real ones; coffer verify",
      "judges it with --allow-development-root, and nothing else should believe it."
    },
    subcommands = {SimulateSgxCommand.class, SimulateSnpCommand.class})
final class SimulateCommand {
  /// Says what was made, and what it is not.
  static void tell(Path folder, JsonOption output, CommandSpec spec) {
    if (output.json) {
      spec.commandLine()
          .getOut()
          .println(
              Json.object()
                  .put("folder", folder.toString())
                  .put("simulated", true)
                  .build()
                  .toCompact());
    }
    spec.commandLine()
        .getErr()
        .println("simulated, not hardware; coffer verify --allow-development-root " + folder);
  }
}
