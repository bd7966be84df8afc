package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns CCE policies.
@Command(
    name = "policy",
    description = "Generate and read confidential computing enforcement (CCE) policies.",
    subcommands = {
      PolicyGenerateCommand.class,
      PolicyFragmentCommand.class,
      PolicyContainersCommand.class
    })
final class PolicyCommand {}
