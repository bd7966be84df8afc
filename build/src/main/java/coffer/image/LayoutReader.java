package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.Index;
import coffer.oci.OciLayout;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Finds and reads one image of an OCI image layout.
record LayoutReader(BlobSource blobs, ImageSelector selector) {
  private ManifestReader manifests() {
    return new ManifestReader(new LayoutBlobs(blobs), selector.platform());
  }

  Image read() throws IOException {
    return manifests().image(root());
  }

  /// The chosen entry of the layout's index.
  Descriptor root() throws IOException {
    return choose(index());
  }

  /// How each image of the layout is called; images for several platforms may share a name.
  List<String> names() throws IOException {
    Map<Digest, Set<String>> names = new LinkedHashMap<>();
    for (Descriptor entry : index().manifests()) {
      if (ManifestReader.isImage(entry)) {
        Set<String> own = names.computeIfAbsent(entry.digest(), _ -> new LinkedHashSet<>());
        namesOf(entry).findFirst().ifPresent(own::add);
      }
    }
    return names.entrySet().stream()
        .map(
            entry ->
                entry.getValue().isEmpty()
                    ? entry.getKey().toString()
                    : String.join(" = ", entry.getValue()))
        .distinct()
        .toList();
  }

  private Index index() throws IOException {
    within(
        OciLayout.MARKER,
        content -> {
          OciLayout.checkMarker(content);
          return content;
        });
    return within(OciLayout.INDEX, Index::parse);
  }

  private Descriptor choose(Index index) {
    List<Descriptor> named =
        index.manifests().stream()
            .filter(entry -> ManifestReader.isImage(entry) && isChosen(entry))
            .toList();
    List<Descriptor> candidates = ManifestReader.distinct(named);
    if (candidates.size() > 1) {
      List<Descriptor> onPlatform = candidates.stream().filter(manifests()::mayRun).toList();
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

  private <T> T within(String name, Function<byte[], T> parse) throws IOException {
    byte[] content = blobs.document(name);
    try {
      return parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }
}
