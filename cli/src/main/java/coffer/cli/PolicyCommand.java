package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns CCE policies.
@Command(
    name = "policy",
    description =
        "Generate and read confidential computing enforcement (CCE) and key release policies.",
    subcommands = {
      PolicyContainersCommand.class,
      PolicyDiffCommand.class,
      PolicyExplainCommand.class,
      PolicyFragmentCommand.class,
      PolicyGenerateCommand.class,
      PolicyLintCommand.class,
      PolicyReleaseCommand.class,
      PolicyShowCommand.class,
      PolicyTemplateCommand.class
    })
final class PolicyCommand {}
