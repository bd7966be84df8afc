package coffer.cli;

import picocli.CommandLine.Command;

/// Inside a guest: what its hardware says.
@Command(
    name = "guest",
    description = {
      "Inside a confidential VM or an enclave: get evidence from the hardware, and show",
      "what it says. Nothing is verified here; that is the relying party's part."
    },
    subcommands = {GuestQuoteCommand.class, GuestReportCommand.class})
final class GuestCommand {}
