package coffer.image;

import coffer.bytes.Digest;
import coffer.oci.ImageConfig;
import java.util.List;

/// One image: what it runs and its layers, base first.
///
/// @param digest of its manifest; of its configuration (Docker's image id) when it came from a
///   docker-archive, which has no manifest
public record Image(Digest digest, ImageConfig config, List<Layer> layers) {
  public Image {
    layers = List.copyOf(layers);
  }
}
