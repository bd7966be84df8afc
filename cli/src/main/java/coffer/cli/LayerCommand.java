package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns layers of images.
@Command(
    name = "layer",
    description = "Work with single layers of images.",
    subcommands = {LayerHashCommand.class})
final class LayerCommand {}
