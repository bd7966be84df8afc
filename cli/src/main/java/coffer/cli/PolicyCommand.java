package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns CCE policies.
@Command(
    name = "policy",
    description = "Generate and read confidential computing enforcement (CCE) policies.",
    subcommands = {
      PolicyContainersCommand.class,
      PolicyDiffCommand.class,
      PolicyExplainCommand.class,
      PolicyFragmentCommand.class,
      PolicyGenerateCommand.class,
      PolicyLintCommand.class,
      PolicyShowCommand.class,
      PolicyTemplateCommand.class
    })
final class PolicyCommand {}
