package coffer.cli;

import coffer.compression.Inflater;
import coffer.image.Image;
import coffer.measure.LayerCache;
import coffer.measure.LayerMeasurement;
import coffer.measure.MeasuredImage;
import coffer.store.ImageAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How root hashes of images are computed.
final class MeasureMixin {
  @Option(names = "--no-cache", description = "Compute every hash now, and remember none.")
  boolean noCache;

  @Option(
      names = "--inflate",
      paramLabel = "isal|libdeflate|java",
      description = "Who unpacks gzip (default: the fastest that this machine has).")
  @Nullable Inflater inflater;

  /// Measures an image. `err` gets, on a terminal, how far the work is.
  MeasuredImage measure(Image image, PrintWriter err) throws IOException, InterruptedException {
    try (ReadProgress progress = ReadProgress.on(err)) {
      return measurement().heardBy(progress::add).measure(image);
    }
  }

  LayerMeasurement measurement() {
    LayerCache cache = noCache ? null : LayerCache.in(ImageAccess.cacheOf(System.getenv()));
    if (inflater != null && !inflater.isAvailable()) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          "--inflate: this machine has no " + inflater.name().toLowerCase(Locale.ROOT),
          "apt-get install libisal2 or libdeflate0");
    }
    return new LayerMeasurement(cache, inflater, _ -> {});
  }
}
