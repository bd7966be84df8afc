package coffer.inspect;

import coffer.bytes.MalformedException;
import coffer.identity.Identity;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the layers of a policy are, by root hash.
public final class LayerNames {
  private final Map<String, List<String>> names = new HashMap<>();

  /// Takes what an image-facts document says: images by name, each with its root hashes.
  public LayerNames addImageFacts(Json facts) {
    if (!(facts instanceof Json.Obj images)) {
      throw new MalformedException("an object of images by name wanted, found " + facts.kind());
    }
    images
        .members()
        .forEach(
            (name, image) -> {
              List<String> layers =
                  image instanceof Json.Obj object ? object.strings("layers") : List.of();
              for (int i = 0; i < layers.size(); i++) {
                add(layers.get(i), "layer %d of %d of %s".formatted(i + 1, layers.size(), name));
              }
            });
    return this;
  }

  /// Takes what an identity says: root hashes with the digests of the layers' tars.
  public LayerNames addIdentity(Identity identity) {
    for (Identity.Container container : identity.containers()) {
      for (Identity.Layer layer : container.layers()) {
        add(layer.rootHash().toHex(), "tar " + layer.diffId());
      }
    }
    return this;
  }

  private void add(String rootHash, String name) {
    List<String> known = names.computeIfAbsent(rootHash, _ -> new ArrayList<>());
    if (!known.contains(name)) {
      known.add(name);
    }
  }

  /// What is known of the layer; nothing for an unknown one.
  public List<String> of(String rootHash) {
    return List.copyOf(names.getOrDefault(rootHash, List.of()));
  }
}
