package coffer.measure;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.image.Image;
import coffer.image.Layer;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import coffer.oci.ImageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// An image whose layers were read and hashed.
///
/// @param diffIds digests of the layers as uncompressed tars, base first
public record MeasuredImage(ImageFacts facts, List<Digest> diffIds) {
  public MeasuredImage {
    diffIds = List.copyOf(diffIds);
  }

  /// Reads every layer to its end; a wrong digest in the image is an error.
  public static MeasuredImage measure(Image image, HashWorkers workers) throws IOException {
    List<String> layers = new ArrayList<>();
    List<Digest> diffIds = new ArrayList<>();
    for (Layer layer : image.layers()) {
      try (InputStream in = layer.open()) {
        layers.add(LayerHash.measure(in, workers).rootHash().toHex());
      } catch (MalformedException e) {
        throw e.getMessage().contains(layer.toString()) ? e : e.within(layer.toString());
      }
      diffIds.add(layer.diffId());
    }
    ImageConfig config = image.config();
    return new MeasuredImage(
        new ImageFacts(config.os(), config.architecture(), defaults(config), layers, List.of()),
        diffIds);
  }

  private static ImageDefaults defaults(ImageConfig config) {
    return new ImageDefaults(
        config.env(),
        config.entrypoint(),
        config.cmd(),
        config.workingDir(),
        config.user(),
        config.stopSignal());
  }
}
