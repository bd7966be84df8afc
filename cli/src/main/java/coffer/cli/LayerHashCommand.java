package coffer.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the root hash of each layer.
@Command(
    name = "hash",
    description = {
      "Print the dm-verity root hash by which confidential container groups know a layer.",
      "One layer: the hash. Several: a line HASH NAME for each, in the order given."
    },
    footer = {
      "",
      "Example: the layers of an image, and one of them as a file system to look at.",
      "  coffer layer hash base.tar app.tar.gz",
      "  coffer layer hash --ext4-out base.ext4 base.tar && debugfs base.ext4"
    })
final class LayerHashCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "TAR",
      description = "A layer: a tar file, plain or gzip; - is standard input.")
  List<String> tars = List.of();

  @Option(
      names = "--ext4-out",
      paramLabel = "FILE",
      description = "Write the file system too, as a sparse file. For one layer.")
  @Nullable Path ext4Out;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return new LayerHashing(tars, ext4Out, output.json)
        .run(spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}
