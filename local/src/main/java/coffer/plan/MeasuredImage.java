package coffer.plan;

import coffer.bytes.Digest;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.image.Image;
import coffer.oci.ImageConfig;
import java.io.IOException;
import java.util.List;

/// What a policy must know of an image at hand, its layers hashed here.
///
/// @param layers base first
public record MeasuredImage(ImageFacts facts, List<MeasuredLayer> layers) {
  public MeasuredImage {
    layers = List.copyOf(layers);
  }

  /// Digests of the layers as uncompressed tars, base first.
  public List<Digest> diffIds() {
    return layers.stream().map(layer -> layer.layer().diffId()).toList();
  }

  /// Reads every layer to its end; a wrong digest in the image is an error.
  public static MeasuredImage of(Image image) throws IOException, InterruptedException {
    List<MeasuredLayer> layers = MeasuredLayer.of(image);
    ImageConfig config = image.config();
    return new MeasuredImage(
        new ImageFacts(
            config.os(),
            config.architecture(),
            defaults(config),
            layers.stream().map(layer -> layer.hash().rootHash().toHex()).toList(),
            List.of()),
        layers);
  }

  static ImageDefaults defaults(ImageConfig config) {
    return new ImageDefaults(
        config.env(),
        config.entrypoint(),
        config.cmd(),
        config.workingDir(),
        config.user(),
        config.stopSignal());
  }
}
