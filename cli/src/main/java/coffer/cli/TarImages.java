package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.ImageCatalog;
import coffer.cce.ImageFacts;
import coffer.image.ImageSelector;
import coffer.image.Images;
import coffer.plan.MeasuredImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Images in archives, each measured when it is first asked for.
final class TarImages implements ImageCatalog {
  private static final String LATEST = ":latest";

  private final Map<String, Path> archives;
  private final @Nullable Path single;
  private final PrintWriter err;
  private final Map<String, MeasuredImage> measured = new LinkedHashMap<>();

  /// `single` holds any image that is asked for; null when each image has an archive of its own.
  TarImages(Map<String, Path> archives, @Nullable Path single, PrintWriter err) {
    this.archives = archives;
    this.single = single;
    this.err = err;
  }

  @Override
  public Optional<ImageFacts> find(String name) throws IOException {
    MeasuredImage known = measured.get(name);
    if (known == null) {
      Optional<Path> archive = archive(name);
      if (archive.isEmpty()) {
        return Optional.empty();
      }
      if (name.contains("@sha256:")) {
        throw new MalformedException(
            "image %s: a name with a tag wanted with --tar, found a digest".formatted(name));
      }
      known = measure(name, archive.get());
      measured.put(name, known);
    }
    return Optional.of(known.facts());
  }

  /// The archive of an image, if there is one.
  Optional<Path> archive(String name) {
    String untagged =
        name.endsWith(LATEST) ? name.substring(0, name.length() - LATEST.length()) : name;
    return Optional.ofNullable(
        archives.getOrDefault(name, archives.getOrDefault(untagged, single)));
  }

  private MeasuredImage measure(String name, Path archive) throws IOException {
    err.println("hashing the layers of " + name + " in " + archive);
    try {
      return MeasuredImage.of(Images.open(archive, ImageSelector.named(name)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while hashing " + name);
    }
  }

  Map<String, MeasuredImage> measured() {
    return measured;
  }
}
