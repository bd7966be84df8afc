package coffer.measure;

import coffer.identity.Identity;
import coffer.image.Image;
import coffer.json.Json;
import coffer.layer.LayerHash;
import coffer.oci.ImageConfig;
import java.util.ArrayList;
import java.util.List;

/// An image, and what each of its layers came to.
///
/// @param hashes one for each layer, base first
public record MeasuredImage(Image image, List<LayerHash> hashes) {
  public MeasuredImage {
    hashes = List.copyOf(hashes);
    if (hashes.size() != image.layers().size()) {
      throw new IllegalArgumentException(
          "%d hashes wanted, found %d".formatted(image.layers().size(), hashes.size()));
    }
  }

  /// The layers as an identity names them.
  public List<Identity.Layer> identity() {
    List<Identity.Layer> layers = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      layers.add(new Identity.Layer(image.layers().get(i).diffId(), hashes.get(i).rootHash()));
    }
    return layers;
  }

  /// All that a policy needs of the image, as one entry of the document that `coffer policy
  /// generate --image-facts` reads (docs/reference/images.md). What the configuration leaves out is
  /// null.
  public Json.Obj facts() {
    ImageConfig config = image.config();
    return Json.object()
        .put("os", config.os())
        .put("arch", config.architecture())
        .put(
            "config",
            Json.object()
                .put("Env", list(config.env()))
                .put("Entrypoint", list(config.entrypoint()))
                .put("Cmd", list(config.cmd()))
                .put("WorkingDir", config.workingDir())
                .put("User", config.user())
                .put("StopSignal", config.stopSignal())
                .build())
        .put("layers", Json.strings(hashes.stream().map(hash -> hash.rootHash().toHex()).toList()))
        .build();
  }

  private static Json list(List<String> values) {
    return values.isEmpty() ? Json.NULL : Json.strings(values);
  }
}
