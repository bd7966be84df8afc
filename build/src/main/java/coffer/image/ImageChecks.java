package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.ImageConfig;
import coffer.oci.Platform;

/// What holds for an image wherever it came from.
final class ImageChecks {
  private static final int MAX_LAYERS = 500;

  private ImageChecks() {}

  /// Checks that the image runs on `platform` and that the configuration knows each layer.
  static void check(ImageConfig config, Platform platform, int layers) {
    if (!config.os().equals(platform.os())
        || !config.architecture().equals(platform.architecture())) {
      throw new MalformedException(
          "an image for %s wanted, found %s".formatted(platform, config.platform()));
    }
    if (config.diffIds().size() != layers) {
      throw new MalformedException(
          "as many layers as the configuration's %d diff ids wanted, found %d"
              .formatted(config.diffIds().size(), layers));
    }
    if (layers > MAX_LAYERS) {
      throw new MalformedException(
          "at most %d layers wanted, found %d".formatted(MAX_LAYERS, layers));
    }
  }

  /// `layer 2 of 5 (sha256:...)`, counted from 1 for people.
  static String layerLabel(int position, int count, Digest digest) {
    return "layer %d of %d (%s)".formatted(position + 1, count, digest);
  }
}
