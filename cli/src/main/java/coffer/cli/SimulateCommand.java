package coffer.cli;

import picocli.CommandLine.Command;

/// Evidence without hardware.
@Command(
    name = "simulate",
    description = {
      "Make evidence of simulated hardware, under this user's development root, for tests and",
      "demonstrations. Layout, signatures and chains are those of the real ones; coffer verify",
      "judges it with --allow-development-root, and nothing else should believe it."
    },
    subcommands = {SimulateSgxCommand.class, SimulateSnpCommand.class})
final class SimulateCommand {}
