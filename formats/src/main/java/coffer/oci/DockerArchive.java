package coffer.oci;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;

/// `manifest.json` at the root of a docker-archive tar, as `docker save`, `buildah push
/// docker-archive:` and `skopeo copy ... docker-archive:` write it (moby, image/tarexport): one
/// entry for each image.
public record DockerArchive(List<Entry> entries) {
  /// The names of the tar's entries that hold an image's configuration and its layers, base first,
  /// and the image's names with tags; none when it was saved by its id.
  public record Entry(String config, List<String> repoTags, List<String> layers) {
    public Entry {
      repoTags = List.copyOf(repoTags);
      layers = List.copyOf(layers);
    }

    static Entry read(Json.Obj in) {
      return new Entry(in.string("Config"), in.strings("RepoTags"), in.strings("Layers"));
    }
  }

  public DockerArchive {
    entries = List.copyOf(entries);
  }

  /// Parses the document, a list with at least one entry.
  public static DockerArchive parse(byte[] json) {
    if (!(Json.parse(json) instanceof Json.Arr(List<Json> items))) {
      throw new MalformedException("a list of images wanted, found something else");
    }
    if (items.isEmpty()) {
      throw new MalformedException("at least one image wanted, found none");
    }
    List<Entry> entries = new ArrayList<>();
    for (Json item : items) {
      if (!(item instanceof Json.Obj object)) {
        throw new MalformedException(
            "[%d]: an object wanted, found %s".formatted(entries.size(), item.kind()));
      }
      try {
        entries.add(Entry.read(object));
      } catch (MalformedException e) {
        throw e.within("[" + entries.size() + "]");
      }
    }
    return new DockerArchive(entries);
  }
}
