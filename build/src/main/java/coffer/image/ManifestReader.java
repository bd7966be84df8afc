package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.ImageConfig;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads one image for `platform` from where its manifest lies, documents checked.
public record ManifestReader(Blobs blobs, Platform platform) {
  private static final int MAX_NESTING = 4;

  /// The manifest that `root` is, or that the index `root` has for the platform.
  public Descriptor manifest(Descriptor root) throws IOException {
    return manifest(root, 0);
  }

  private Descriptor manifest(Descriptor chosen, int nesting) throws IOException {
    if (MediaType.isManifest(chosen.mediaType())) {
      return chosen;
    }
    if (!MediaType.isIndex(chosen.mediaType())) {
      throw new MalformedException(
          "%s: an image manifest or an index wanted, found media type '%s'"
              .formatted(blobs.nameOf(chosen), chosen.mediaType()));
    }
    if (nesting == MAX_NESTING) {
      throw new MalformedException("an index within an index, nested deeper than " + MAX_NESTING);
    }
    Index index = read(chosen, Index::parse);
    List<Descriptor> images = index.manifests().stream().filter(ManifestReader::isImage).toList();
    List<Descriptor> fitting = distinct(images.stream().filter(this::mayRun).toList());
    if (fitting.size() != 1) {
      throw new MalformedException(
          "%s: one image for %s wanted, found %s"
              .formatted(blobs.nameOf(chosen), platform, platforms(images)));
    }
    return manifest(fitting.getFirst(), nesting + 1);
  }

  /// The manifest that `root` is, or the only one of the index `root`, whatever its platform.
  public static Descriptor only(Blobs blobs, Descriptor root) throws IOException {
    if (!MediaType.isIndex(root.mediaType())) {
      return root;
    }
    List<Descriptor> images =
        Index.parse(blobs.document(root)).manifests().stream()
            .filter(ManifestReader::isImage)
            .filter(entry -> entry.platform() == null || !entry.platform().os().equals("unknown"))
            .toList();
    if (distinct(images).size() != 1) {
      throw new MalformedException(
          "%s: an image for one platform wanted, found %s; say which one"
              .formatted(blobs.nameOf(root), platforms(images)));
    }
    return only(blobs, images.getFirst());
  }

  /// The image that `root` is, or that the index `root` has for the platform.
  public Image image(Descriptor root) throws IOException {
    Descriptor descriptor = manifest(root);
    Manifest manifest = read(descriptor, Manifest::parse);
    ImageConfig config = read(manifest.config(), ImageConfig::parse);
    ImageChecks.check(config, platform, manifest.layers().size());
    List<Layer> layers = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      layers.add(layer(layer, layers.size(), config));
    }
    return new Image(descriptor.digest(), config, layers);
  }

  private Layer layer(Descriptor layer, int position, ImageConfig config) throws IOException {
    String label = ImageChecks.layerLabel(position, config.diffIds().size(), layer.digest());
    try {
      blobs.check(layer);
    } catch (MalformedException e) {
      throw e.within(label);
    }
    return new Layer(
        () -> blobs.open(layer),
        blobs.origin() + ": " + label,
        layer.digest(),
        config.diffIds().get(position),
        layer.size());
  }

  private <T> T read(Descriptor descriptor, Function<byte[], T> parse) throws IOException {
    byte[] content = blobs.document(descriptor);
    try {
      return parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(blobs.nameOf(descriptor));
    }
  }

  static boolean isImage(Descriptor entry) {
    return MediaType.isIndex(entry.mediaType()) || MediaType.isManifest(entry.mediaType());
  }

  /// Whether the entry may be for the platform: it is one without a platform, or the platform's
  /// operating system and architecture are its own, and its variant where one is wanted.
  boolean mayRun(Descriptor entry) {
    return entry.platform() == null || platform.accepts(entry.platform());
  }

  static List<Descriptor> distinct(List<Descriptor> entries) {
    Map<Digest, Descriptor> byDigest = new LinkedHashMap<>();
    entries.forEach(entry -> byDigest.putIfAbsent(entry.digest(), entry));
    return List.copyOf(byDigest.values());
  }

  private static String platforms(List<Descriptor> images) {
    return images.isEmpty()
        ? "none"
        : images.stream()
            .map(image -> image.platform() == null ? "unknown" : image.platform().toString())
            .collect(Collectors.joining(", "));
  }
}
