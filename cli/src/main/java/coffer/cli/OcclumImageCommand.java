package coffer.cli;

import picocli.CommandLine.Command;

/// Occlum's file system images.
@Command(
    name = "image",
    description = "Make, show and take apart Occlum's file system images (SEFS).",
    subcommands = {
      OcclumImageCreateCommand.class,
      OcclumImageExtractCommand.class,
      OcclumImageInspectCommand.class
    })
final class OcclumImageCommand {}
