package coffer.cli;

import coffer.json.Json;
import coffer.store.ImageAccess;
import coffer.store.ImageStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Lists the store.
@Command(
    name = "list",
    description = "List the images of this user's store.",
    footer = {"", "Example:", "  coffer image list"})
final class ImageListCommand implements Callable<Integer> {
  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<ImageStore.Entry> entries;
    try (ImageStore store = ImageStore.open(ImageAccess.cacheOf(System.getenv()))) {
      entries = store.list();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      List<Json> images = new ArrayList<>();
      entries.forEach(entry -> images.add(json(entry)));
      out.println(Json.object().put("images", images).build().toCompact());
      return ExitCode.OK;
    }
    for (ImageStore.Entry entry : entries) {
      out.printf(
          "%s%n  %s  %s  %.1f MB%n",
          entry.reference(),
          entry.manifest().hex().substring(0, 12),
          entry.platform(),
          entry.size() / 1e6);
    }
    return ExitCode.OK;
  }

  private static Json json(ImageStore.Entry entry) {
    return Json.object()
        .put("reference", entry.reference())
        .put("digest", entry.manifest().toString())
        .put("platform", entry.platform().toString())
        .put("size", entry.size())
        .build();
  }
}
