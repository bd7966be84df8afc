package coffer.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The images of the two sides of a comparison.
final class DiffImageOptions {
  @Option(
      names = "--image-a",
      paramLabel = "IMAGE",
      description = "An image of A: an OCI image layout or a docker-archive.")
  List<Path> first = List.of();

  @Option(names = "--image-b", paramLabel = "IMAGE", description = "An image of B.")
  List<Path> second = List.of();

  /// The images of A: those of the options, else the one beside its policy.
  ChangedFiles first(PolicyInput a) throws IOException {
    return images(a, first);
  }

  ChangedFiles second(PolicyInput b) throws IOException {
    return images(b, second);
  }

  private static ChangedFiles images(PolicyInput side, List<Path> given) throws IOException {
    ChangedFiles images = new ChangedFiles();
    for (Path image : given) {
      images.addImage(image);
    }
    Optional<Path> beside = side.image();
    if (given.isEmpty() && beside.isPresent()) {
      images.addImage(beside.get());
    }
    return images;
  }
}
