package coffer.measure;

import coffer.image.Image;
import coffer.json.Json;
import coffer.layer.LayerHash;
import coffer.oci.ImageConfig;
import java.util.List;
import java.util.Map;

/// What `coffer policy generate --image-facts` reads: an object of images by the name that a
/// template gives them, each with its platform, configuration and root hashes
/// (docs/reference/images.md).
public final class ImageFacts {
  private ImageFacts() {}

  /// The whole document, in the order of `images`.
  public static Json.Obj document(Map<String, Json.Obj> images) {
    Json.ObjectBuilder out = Json.object();
    images.forEach(out::put);
    return out.build();
  }

  /// One image's entry; a member that the configuration leaves out is null.
  public static Json.Obj of(Image image, List<LayerHash> hashes) {
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
