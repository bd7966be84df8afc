package coffer.cli;

import picocli.CommandLine.Command;

/// The parts of an Occlum package.
@Command(
    name = "occlum",
    description = "Make the parts of an Occlum package, on any machine.",
    subcommands = {
      OcclumConfigCommand.class,
      OcclumImageCommand.class,
      OcclumPackageCommand.class,
      OcclumProtectCommand.class,
      OcclumUnprotectCommand.class,
    })
final class OcclumCommand {}
