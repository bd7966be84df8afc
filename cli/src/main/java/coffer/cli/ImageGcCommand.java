package coffer.cli;

import coffer.json.Json;
import coffer.store.ImageAccess;
import coffer.store.ImageStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Frees what no image of the store needs.
@Command(
    name = "gc",
    description = {
      "Remove blobs that no image of this user's store needs, and unfinished downloads.",
      "Waits while other commands use the store."
    },
    footer = {"", "Example:", "  coffer image gc"})
final class ImageGcCommand implements Callable<Integer> {
  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    ImageStore.Collected gone = ImageStore.collect(ImageAccess.cacheOf(System.getenv()));
    var out = spec.commandLine().getOut();
    if (output.json) {
      out.println(
          Json.object().put("blobs", gone.blobs()).put("bytes", gone.bytes()).build().toCompact());
    } else {
      out.printf("%d blobs removed, %.1f MB%n", gone.blobs(), gone.bytes() / 1e6);
    }
    return ExitCode.OK;
  }
}
