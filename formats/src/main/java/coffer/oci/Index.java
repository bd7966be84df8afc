package coffer.oci;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A list of images (OCI image-index, or Docker's manifest list): the platforms of one image, or
/// the entry points of a layout. Manifests stand in the document's order.
public record Index(List<Descriptor> manifests, SortedMap<String, String> annotations) {
  public Index {
    manifests = List.copyOf(manifests);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  public Index(List<Descriptor> manifests) {
    this(manifests, Collections.emptySortedMap());
  }

  /// Parses the document; its media type, when given, must be one of an index.
  public static Index parse(byte[] json) {
    Json.Obj in = Json.parseObject(json);
    SchemaVersion.check(in);
    in.optionalString("mediaType")
        .filter(type -> !MediaType.isIndex(type))
        .ifPresent(
            type -> {
              throw new MalformedException(
                  "member 'mediaType': an image index wanted, found '" + type + "'");
            });
    if (in.get("manifests").isEmpty()) {
      throw new MalformedException("member 'manifests': a list wanted, found none");
    }
    return new Index(
        Members.objects(in, "manifests", Descriptor::read), Members.texts(in, "annotations"));
  }

  /// The canonical document: compact, members in the specification's order, OCI's media type.
  public byte[] toBytes() {
    Json.ObjectBuilder out =
        Json.object()
            .put("schemaVersion", SchemaVersion.VALUE)
            .put("mediaType", MediaType.OCI_INDEX)
            .put("manifests", manifests.stream().map(Descriptor::toJson).toList());
    Members.putTexts(out, "annotations", annotations);
    return SchemaVersion.utf8(out.build());
  }
}
