package coffer.cli;

import coffer.json.Json;
import coffer.oci.ImageReference;
import coffer.store.ImageAccess;
import coffer.store.ImageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Removes images from the store.
@Command(
    name = "rm",
    description = {
      "Remove images from this user's store.",
      "Their blobs stay until coffer image gc: another image may have them too."
    },
    footer = {"", "Example:", "  coffer image rm localhost:5000/app:1 && coffer image gc"})
final class ImageRmCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "REFERENCE", description = "Which images.")
  List<String> references = List.of();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<ImageReference> wanted = references.stream().map(RegistryMixin::reference).toList();
    List<String> removed = new ArrayList<>();
    try (ImageStore store = ImageStore.open(ImageAccess.cacheOf(System.getenv()))) {
      for (ImageReference reference : wanted) {
        if (!store.remove(reference)) {
          throw new CommandFailure(
              ExitCode.REJECTED, reference + ": not in the store", "coffer image list");
        }
        removed.add(reference.toString());
      }
    }
    if (output.json) {
      spec.commandLine()
          .getOut()
          .println(Json.object().put("removed", Json.strings(removed)).build().toCompact());
    }
    return ExitCode.OK;
  }
}
