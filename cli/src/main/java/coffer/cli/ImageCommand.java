package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns whole images.
@Command(
    name = "image",
    description = {
      "Fetch, push, copy and look at images: in registries, on disk, in this user's store.",
      "An IMAGE is a reference (nginx:1, example.azurecr.io/app@sha256:...), oci:FOLDER[:NAME],",
      "oci-archive:FILE[:NAME], docker-archive:FILE[:NAME], store:REFERENCE, or the path of one."
    },
    subcommands = {
      ImagePullCommand.class,
      ImagePushCommand.class,
      ImageCopyCommand.class,
      ImageInspectCommand.class,
      ImageFactsCommand.class,
      ImageListCommand.class,
      ImageRmCommand.class,
      ImageGcCommand.class
    })
final class ImageCommand {}
