package coffer.cli;

import coffer.bytes.Latin1;
import coffer.compression.Inflater;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.layer.LayerHash;
import coffer.measure.LayerCache;
import coffer.measure.LayerMeasurement;
import coffer.measure.MeasuredImage;
import coffer.store.ImageAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How root hashes of images are computed.
final class MeasureMixin {
  private static final int IMPLIED_SHOWN = 3;

  @Option(names = "--no-cache", description = "Compute every hash now, and remember none.")
  boolean noCache;

  @Option(
      names = "--inflate",
      paramLabel = "isal|libdeflate|java",
      description = "Who unpacks gzip (default: the fastest that this machine has).")
  @Nullable Inflater inflater;

  /// Measures an image. `err` gets warnings, and on a terminal how far the work is.
  MeasuredImage measure(Image image, PrintWriter err) throws IOException, InterruptedException {
    MeasuredImage measured;
    try (ReadProgress progress = ReadProgress.on(err)) {
      measured = measurement().heardBy(progress::add).measure(image);
    }
    warn(err, measured);
    return measured;
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

  /// Says which layers hash differently on older hosts, and why.
  static void warn(PrintWriter err, MeasuredImage image) {
    for (int i = 0; i < image.hashes().size(); i++) {
      warn(err, image.image().layers().get(i), image.hashes().get(i));
    }
  }

  private static void warn(PrintWriter err, Layer layer, LayerHash hash) {
    List<String> implied = hash.impliedFolders();
    if (!implied.isEmpty()) {
      int more = implied.size() - IMPLIED_SHOWN;
      err.printf(
          "warning: %s: folders without an entry of their own: %s%s%n",
          layer,
          Latin1.printable(
              String.join(", ", implied.subList(0, implied.size() - Math.max(0, more)))),
          more > 0 ? " and " + more + " more" : "");
      err.println("hint: hosts with an older converter compute another hash; docs/layer-hash.md");
    }
  }
}
