package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Answers what an image is, by the name written in a template.
@FunctionalInterface
public interface ImageCatalog {
  /// The facts of the image called `name`, which may leave out the tag `latest`; empty when there
  /// is no such image.
  Optional<ImageFacts> find(String name) throws IOException;

  /// A catalog of no images.
  ImageCatalog NONE = _ -> Optional.empty();

  /// This catalog, and `other` for images that it does not know.
  default ImageCatalog or(ImageCatalog other) {
    return name -> {
      Optional<ImageFacts> found = find(name);
      return found.isPresent() ? found : other.find(name);
    };
  }

  /// Reads an image-facts document: an object of entries by image name (docs/reference/policy.md).
  static ImageCatalog parse(String json) {
    if (!(Json.parse(json) instanceof Json.Obj(Map<String, Json> entries))) {
      throw new MalformedException("an object of images by name wanted");
    }
    Map<String, ImageFacts> facts = new LinkedHashMap<>();
    entries.forEach((name, entry) -> facts.put(name, facts(name, entry)));
    return name -> Optional.ofNullable(facts.getOrDefault(tagged(name), facts.get(name)));
  }

  /// The name with a tag: its own, or `latest` when there is no colon in it.
  static String tagged(String name) {
    return name.contains(":") ? name : name + ":latest";
  }

  private static ImageFacts facts(String name, Json entry) {
    if (!(entry instanceof Json.Obj object)) {
      throw new MalformedException("image " + name + ": an object wanted, found " + entry.kind());
    }
    try {
      return ImageFacts.of(object);
    } catch (MalformedException e) {
      throw e.within("image " + name);
    }
  }
}
