package coffer.cli;

import coffer.cce.ImageCatalog;
import coffer.cce.ImageFacts;
import coffer.image.Image;
import coffer.measure.MeasuredImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Images that are at hand, each opened and measured when it is first asked for.
final class OpenedImages implements ImageCatalog {
  private final Opening opening;
  private final MeasureMixin measure;
  private final PrintWriter err;
  private final Map<String, MeasuredImage> measured = new LinkedHashMap<>();

  /// Finds and opens the image of a name.
  interface Opening {
    /// Empty when there is none of that name.
    Optional<Image> open(String name) throws IOException, InterruptedException;
  }

  /// `err` hears of long work.
  OpenedImages(Opening opening, MeasureMixin measure, PrintWriter err) {
    this.opening = opening;
    this.measure = measure;
    this.err = err;
  }

  @Override
  public Optional<ImageFacts> find(String name) throws IOException {
    if (!measured.containsKey(name)) {
      try {
        Optional<Image> image = opening.open(name);
        if (image.isEmpty()) {
          return Optional.empty();
        }
        measured.put(name, measure.measure(image.get(), err));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while image " + name + " was read");
      }
    }
    return Optional.of(ImageFacts.of(measured.get(name).facts()));
  }

  /// What was measured so far, by name.
  Map<String, MeasuredImage> measured() {
    return measured;
  }
}
