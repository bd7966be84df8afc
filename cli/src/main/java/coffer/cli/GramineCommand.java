package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns enclaves of Gramine before they run.
@Command(
    name = "gramine",
    description = "Expand, measure and sign manifests of Gramine, on any machine.",
    subcommands = {
      GramineManifestCommand.class,
      GramineMeasureCommand.class,
      GramineSignCommand.class,
    })
final class GramineCommand {}
