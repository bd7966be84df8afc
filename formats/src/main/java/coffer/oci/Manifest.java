package coffer.oci;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The manifest of one image (OCI manifest, or Docker's manifest version 2 schema 2): its
/// configuration and its layers, base first.
public record Manifest(
    Descriptor config, List<Descriptor> layers, SortedMap<String, String> annotations) {
  public Manifest {
    layers = List.copyOf(layers);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  public Manifest(Descriptor config, List<Descriptor> layers) {
    this(config, layers, Collections.emptySortedMap());
  }

  /// Parses the manifest of an image. One whose configuration or layers are of other media types
  /// (an artifact that is no image) is refused.
  public static Manifest parse(byte[] json) {
    Json.Obj in = Json.parseObject(json);
    SchemaVersion.check(in);
    in.optionalString("mediaType")
        .filter(type -> !MediaType.isManifest(type))
        .ifPresent(
            type -> {
              throw new MalformedException(
                  "member 'mediaType': an image manifest wanted, found '" + type + "'");
            });
    Manifest manifest =
        new Manifest(
            Members.object(in, "config", Descriptor::read),
            Members.objects(in, "layers", Descriptor::read),
            Members.texts(in, "annotations"));
    manifest.checkIsImage();
    return manifest;
  }

  private void checkIsImage() {
    if (!MediaType.isConfig(config.mediaType())) {
      throw new MalformedException(
          "config: an image configuration wanted, found media type '" + config.mediaType() + "'");
    }
    for (int i = 0; i < layers.size(); i++) {
      String mediaType = layers.get(i).mediaType();
      if (!MediaType.isLayer(mediaType)) {
        throw new MalformedException(
            "layers[%d]: a tar layer wanted, found media type '%s'".formatted(i, mediaType));
      }
    }
  }

  /// The canonical document: compact, members in the specification's order, OCI's media type.
  public byte[] toBytes() {
    Json.ObjectBuilder out =
        Json.object()
            .put("schemaVersion", SchemaVersion.VALUE)
            .put("mediaType", MediaType.OCI_MANIFEST)
            .put("config", config.toJson())
            .put("layers", layers.stream().map(Descriptor::toJson).toList());
    Members.putTexts(out, "annotations", annotations);
    return SchemaVersion.utf8(out.build());
  }
}
