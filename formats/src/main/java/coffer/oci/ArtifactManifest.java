package coffer.oci;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The manifest of anything that a registry keeps (OCI manifest, "Guidelines for Artifact Usage"):
/// a signed policy fragment, a signature, or an image seen from outside. With a `subject` it is
/// attached to the manifest that the subject names, and is listed among its referrers.
///
/// @param artifactType what it is; the media type of the configuration when the document names none
public record ArtifactManifest(
    String artifactType,
    Descriptor config,
    List<Descriptor> layers,
    @Nullable Descriptor subject,
    SortedMap<String, String> annotations) {
  /// The configuration of an artifact that has none: the two bytes `{}`.
  public static final Descriptor EMPTY =
      new Descriptor(
          "application/vnd.oci.empty.v1+json",
          Digest.sha256Of("{}".getBytes(StandardCharsets.UTF_8)),
          2);

  public ArtifactManifest {
    layers = List.copyOf(layers);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /// Parses the document; its media type, when given, must be one of a manifest.
  public static ArtifactManifest parse(byte[] json) {
    Json.Obj in = Json.parseObject(json);
    SchemaVersion.check(in);
    in.optionalString("mediaType")
        .filter(type -> !MediaType.isManifest(type))
        .ifPresent(
            type -> {
              throw new MalformedException(
                  "member 'mediaType': a manifest wanted, found '" + type + "'");
            });
    Descriptor config = Members.object(in, "config", Descriptor::read);
    return new ArtifactManifest(
        in.optionalString("artifactType").orElse(config.mediaType()),
        config,
        Members.objects(in, "layers", Descriptor::read),
        Members.isAbsent(in, "subject") ? null : Members.object(in, "subject", Descriptor::read),
        Members.texts(in, "annotations"));
  }

  /// The canonical document: compact, members in the specification's order, OCI's media type.
  public byte[] toBytes() {
    Json.ObjectBuilder out =
        Json.object()
            .put("schemaVersion", SchemaVersion.VALUE)
            .put("mediaType", MediaType.OCI_MANIFEST);
    Members.putText(out, "artifactType", artifactType);
    out.put("config", config.toJson())
        .put("layers", layers.stream().map(Descriptor::toJson).toList());
    if (subject != null) {
      out.put("subject", subject.toJson());
    }
    Members.putTexts(out, "annotations", annotations);
    return SchemaVersion.utf8(out.build());
  }
}
