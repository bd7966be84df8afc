package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.ImageConfig;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import coffer.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds and reads one image of an OCI image layout.
record LayoutReader(BlobSource blobs, ImageSelector selector) {
  private static final int MAX_NESTING = 4;

  Image read() throws IOException {
    within(
        OciLayout.MARKER,
        content -> {
          OciLayout.checkMarker(content);
          return content;
        });
    Index index = within(OciLayout.INDEX, Index::parse);
    return image(manifest(choose(index), 0));
  }

  private Descriptor choose(Index index) {
    List<Descriptor> named =
        index.manifests().stream().filter(entry -> isImage(entry) && isChosen(entry)).toList();
    List<Descriptor> candidates = distinct(named);
    if (candidates.size() > 1) {
      List<Descriptor> onPlatform = candidates.stream().filter(this::mayRun).toList();
      candidates = onPlatform.isEmpty() ? candidates : onPlatform;
    }
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    String names = names(index);
    throw new MalformedException(
        candidates.isEmpty()
            ? selector
                .name()
                .map(name -> "image '%s' wanted, found %s".formatted(name, names))
                .orElse("index.json: an image wanted, found none")
            : "one image wanted, found %s; choose one by name".formatted(names));
  }

  private boolean isChosen(Descriptor entry) {
    return selector.name().isEmpty()
        || selector.name().get().equals(entry.digest().toString())
        || namesOf(entry).anyMatch(selector::accepts)
        || namesOf(entry).anyMatch(selector.name().get()::equals);
  }

  private static boolean isImage(Descriptor entry) {
    return MediaType.isIndex(entry.mediaType()) || MediaType.isManifest(entry.mediaType());
  }

  private boolean mayRun(Descriptor entry) {
    Platform platform = entry.platform();
    return platform == null
        || (platform.os().equals(selector.platform().os())
            && platform.architecture().equals(selector.platform().architecture()));
  }

  private static List<Descriptor> distinct(List<Descriptor> entries) {
    Map<Digest, Descriptor> byDigest = new LinkedHashMap<>();
    entries.forEach(entry -> byDigest.putIfAbsent(entry.digest(), entry));
    return List.copyOf(byDigest.values());
  }

  private static Stream<String> namesOf(Descriptor entry) {
    return Stream.of(Descriptor.CONTAINERD_NAME, Descriptor.REF_NAME)
        .map(entry.annotations()::get)
        .filter(Objects::nonNull);
  }

  private static String names(Index index) {
    Set<String> names = new LinkedHashSet<>();
    for (Descriptor entry : index.manifests()) {
      names.add(namesOf(entry).findFirst().orElse(entry.digest().toString()));
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private Descriptor manifest(Descriptor chosen, int nesting) throws IOException {
    if (MediaType.isManifest(chosen.mediaType())) {
      return chosen;
    }
    if (nesting == MAX_NESTING) {
      throw new MalformedException("an index within an index, nested deeper than " + MAX_NESTING);
    }
    Index index = blob(chosen, Index::parse);
    List<Descriptor> images = index.manifests().stream().filter(LayoutReader::isImage).toList();
    List<Descriptor> fitting = distinct(images.stream().filter(this::mayRun).toList());
    if (fitting.size() != 1) {
      throw new MalformedException(
          "%s: one image for %s wanted, found %s"
              .formatted(OciLayout.blob(chosen.digest()), selector.platform(), platforms(images)));
    }
    return manifest(fitting.getFirst(), nesting + 1);
  }

  private static String platforms(List<Descriptor> images) {
    return images.isEmpty()
        ? "none"
        : images.stream()
            .map(image -> image.platform() == null ? "unknown" : image.platform().toString())
            .collect(Collectors.joining(", "));
  }

  private Image image(Descriptor descriptor) throws IOException {
    Manifest manifest = blob(descriptor, Manifest::parse);
    ImageConfig config = blob(manifest.config(), ImageConfig::parse);
    ImageChecks.check(config, selector.platform(), manifest.layers().size());
    List<Layer> layers = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      layers.add(layer(layer, layers.size(), config));
    }
    return new Image(descriptor.digest(), config, layers);
  }

  private Layer layer(Descriptor layer, int position, ImageConfig config) throws IOException {
    String name = OciLayout.blob(layer.digest());
    String label = ImageChecks.layerLabel(position, config.diffIds().size(), layer.digest());
    if (layer.mediaType().endsWith("zstd")) {
      throw new MalformedException(label + ": " + ImageChecks.ZSTD);
    }
    if (!blobs.has(name)) {
      throw new MalformedException(label + ": no file " + name);
    }
    blobs.checkSize(name, layer.size());
    return new Layer(
        blobs,
        name,
        blobs.path() + ": " + label,
        layer.digest(),
        config.diffIds().get(position),
        layer.size());
  }

  private <T> T blob(Descriptor descriptor, Function<byte[], T> parse) throws IOException {
    String name = OciLayout.blob(descriptor.digest());
    byte[] content = blobs.document(name, descriptor.digest(), descriptor.size());
    try {
      return parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }

  private <T> T within(String name, Function<byte[], T> parse) throws IOException {
    byte[] content = blobs.document(name);
    try {
      return parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }
}
