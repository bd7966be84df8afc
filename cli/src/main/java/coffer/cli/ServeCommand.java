package coffer.cli;

import picocli.CommandLine.Command;

/// The services on their own.
@Command(
    name = "serve",
    description = {
      "Serve what clients of Azure expect: attestation tokens, and a vault that releases",
      "keys to what proved itself. Each runs until it is told to stop (SIGTERM, Ctrl-C)."
    },
    subcommands = {ServeAttestationCommand.class, ServeVaultCommand.class})
final class ServeCommand {}
