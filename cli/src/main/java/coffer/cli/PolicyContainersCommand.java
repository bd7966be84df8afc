package coffer.cli;

import picocli.CommandLine.Command;

/// Container definitions, as `policy generate --with-containers` takes them.
@Command(
    name = "containers",
    description = "Print container definitions, to be changed and given to --with-containers.",
    subcommands = {PolicyContainersFromImageCommand.class, PolicyContainersFromVn2Command.class})
final class PolicyContainersCommand {}
