package coffer.cli;

import coffer.oci.ImageReference;
import coffer.store.ImageLocation;
import coffer.workload.Service;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The image of a service that others made.
final class WorkloadImage {
  private WorkloadImage() {}

  /// Where it is.
  ///
  /// @param folder what a path is relative to
  static ImageLocation location(Service.Image service, Path folder) {
    ImageLocation location = ImageLocation.parse(service.image(), folder);
    if (service.imageName() == null) {
      return location;
    }
    if (location instanceof ImageLocation.OnDisk disk) {
      return new ImageLocation.OnDisk(disk.form(), disk.path(), Optional.of(service.imageName()));
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "image %s: a name within it is for files that hold several".formatted(service.image()),
        "leave out --image-name, and imageName in coffer.yaml");
  }

  /// What a workload is called that has only an image: the last part of the image's name up to a
  /// dot.
  static String name(ImageLocation location) {
    String last =
        switch (location) {
          case ImageLocation.OnDisk disk ->
              disk.path().toAbsolutePath().normalize().getFileName().toString();
          case ImageLocation.Stored(ImageReference reference) -> lastPart(reference);
          case ImageLocation.Remote(ImageReference reference) -> lastPart(reference);
        };
    String stem = last.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
    return stem.replaceAll("[^a-z0-9-]", "-");
  }

  private static String lastPart(ImageReference reference) {
    String repository = reference.repository();
    return repository.substring(repository.lastIndexOf('/') + 1);
  }
}
