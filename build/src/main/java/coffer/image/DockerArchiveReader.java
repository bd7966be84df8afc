package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.DockerArchive;
import coffer.oci.ImageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds and reads one image of a docker-archive. Its configuration file is named by its digest,
/// which is checked; its layers are checked against the configuration's diff ids.
record DockerArchiveReader(BlobSource blobs, ImageSelector selector) {
  Image read(String manifestName) throws IOException {
    return image(entry(manifestName));
  }

  /// The chosen entry of the archive's manifest.
  DockerArchive.Entry entry(String manifestName) throws IOException {
    return choose(archive(manifestName));
  }

  /// How each image of the archive is called.
  List<String> names(String manifestName) throws IOException {
    return names(archive(manifestName));
  }

  private DockerArchive archive(String manifestName) throws IOException {
    byte[] content = blobs.document(manifestName);
    try {
      return DockerArchive.parse(content);
    } catch (MalformedException e) {
      throw e.within(manifestName);
    }
  }

  private static List<String> names(DockerArchive archive) {
    return archive.entries().stream().map(DockerArchiveReader::name).toList();
  }

  private DockerArchive.Entry choose(DockerArchive archive) {
    List<DockerArchive.Entry> chosen =
        archive.entries().stream()
            .filter(
                entry ->
                    selector.name().isEmpty()
                        || entry.repoTags().stream().anyMatch(selector::accepts))
            .toList();
    if (chosen.size() == 1) {
      return chosen.getFirst();
    }
    String names = String.join(", ", names(archive));
    String unnamed =
        archive.entries().stream().allMatch(entry -> entry.repoTags().isEmpty())
            ? " without a name; save the image by its name, not by its id"
            : "";
    throw new MalformedException(
        selector
            .name()
            .map(name -> "one image '%s' wanted, found %s%s".formatted(name, names, unnamed))
            .orElse("one image wanted, found %s; choose one by name".formatted(names)));
  }

  private static String name(DockerArchive.Entry entry) {
    return entry.repoTags().isEmpty() ? entry.config() : String.join(" = ", entry.repoTags());
  }

  private Image image(DockerArchive.Entry entry) throws IOException {
    Digest id = digestIn(entry.config());
    byte[] content = blobs.document(entry.config(), id);
    ImageConfig config;
    try {
      config = ImageConfig.parse(content);
    } catch (MalformedException e) {
      throw e.within(entry.config());
    }
    ImageChecks.check(config, selector.platform(), entry.layers().size());
    List<Layer> layers = new ArrayList<>();
    for (String name : entry.layers()) {
      layers.add(layer(name, layers.size(), config));
    }
    return new Image(id, config, layers);
  }

  private Layer layer(String name, int position, ImageConfig config) throws IOException {
    Digest diffId = config.diffIds().get(position);
    String label = ImageChecks.layerLabel(position, config.diffIds().size(), diffId);
    if (!blobs.has(name)) {
      throw new MalformedException(label + ": no file " + name);
    }
    return new Layer(
        () -> blobs.open(name), blobs.path() + ": " + label, null, diffId, blobs.size(name));
  }

  /// `HEX.json`, or `blobs/sha256/HEX` as Docker 25 writes it.
  private static Digest digestIn(String config) {
    String file = config.substring(config.lastIndexOf('/') + 1);
    String hex = file.endsWith(".json") ? file.substring(0, file.length() - 5) : file;
    try {
      return new Digest(hex);
    } catch (MalformedException e) {
      throw new MalformedException(
          "manifest.json: a configuration named by its digest wanted, found '" + config + "'");
    }
  }
}
