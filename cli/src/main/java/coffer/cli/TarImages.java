package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.Images;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Images in archives.
///
/// @param archives by image name
/// @param single holds any image that is asked for; null when each image has an archive of its own
record TarImages(Map<String, Path> archives, @Nullable Path single, PrintWriter err)
    implements OpenedImages.Opening {
  private static final String LATEST = ":latest";

  @Override
  public Optional<Image> open(String name) throws IOException {
    Optional<Path> archive = archive(name);
    if (archive.isEmpty()) {
      return Optional.empty();
    }
    if (name.contains("@sha256:")) {
      throw new MalformedException(
          "image %s: a name with a tag wanted with --tar, found a digest".formatted(name));
    }
    err.println("reading image " + name + " from " + archive.get());
    return Optional.of(Images.open(archive.get(), ImageSelector.named(name)));
  }

  /// The archive of an image, if there is one.
  Optional<Path> archive(String name) {
    String untagged =
        name.endsWith(LATEST) ? name.substring(0, name.length() - LATEST.length()) : name;
    return Optional.ofNullable(
        archives.getOrDefault(name, archives.getOrDefault(untagged, single)));
  }
}
