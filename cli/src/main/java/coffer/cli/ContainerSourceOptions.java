package coffer.cli;

import coffer.config.DefinedContainers;
import coffer.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What containers are made of without a template: an image, a configuration, or definitions.
final class ContainerSourceOptions {
  @Option(names = "--image", paramLabel = "NAME", description = "A single image.")
  @Nullable String image;

  @Option(
      names = "--with-containers",
      paramLabel = "JSON",
      description = "Container definitions as they are; @FILE is the content of FILE.")
  List<String> withContainers = List.of();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "A configuration of the generator (JSON).")
  @Nullable Path input;

  /// How many of them are given.
  long count() {
    return Stream.of(image != null, input != null, !withContainers.isEmpty())
        .filter(given -> given)
        .count();
  }

  /// The definitions of `--with-containers`, in their order.
  List<Json.Obj> definitions() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String text : withContainers) {
      texts.add(text.startsWith("@") ? TextFile.read(Path.of(text.substring(1))) : text);
    }
    return DefinedContainers.parse(texts);
  }
}
