package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns CCE policies.
@Command(
    name = "policy",
    description = "Generate and read confidential computing enforcement (CCE) policies.",
    subcommands = {
      PolicyContainersCommand.class,
      PolicyFragmentCommand.class,
      PolicyGenerateCommand.class,
      PolicyLintCommand.class,
      PolicyTemplateCommand.class
    })
final class PolicyCommand {}
