package coffer.oci;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A pointer to a blob (OCI image specification, "OCI Content Descriptors"): its media type, its
/// digest and its size in bytes, and for an index entry the platform and, when it points to an
/// artifact that is no image, the artifact's type (else empty).
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    @Nullable Platform platform,
    SortedMap<String, String> annotations,
    String artifactType) {
  /// The name of the image that an index entry points to.
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  /// The same, as containerd and Docker 25 write it: with registry and tag.
  public static final String CONTAINERD_NAME = "io.containerd.image.name";

  public Descriptor {
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  public Descriptor(
      String mediaType,
      Digest digest,
      long size,
      @Nullable Platform platform,
      SortedMap<String, String> annotations) {
    this(mediaType, digest, size, platform, annotations, "");
  }

  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, null, Collections.emptySortedMap());
  }

  /// Reads a descriptor; the size is checked to be no negative number.
  public static Descriptor read(Json.Obj in) {
    long size = in.number("size");
    if (size < 0) {
      throw new MalformedException("member 'size': 0 or more wanted, found " + size);
    }
    return new Descriptor(
        in.string("mediaType"),
        Digest.parse(in.string("digest")),
        size,
        Members.isAbsent(in, "platform") ? null : Members.object(in, "platform", Platform::read),
        Members.texts(in, "annotations"),
        in.optionalString("artifactType").orElse(""));
  }

  Json.Obj toJson() {
    Json.ObjectBuilder out =
        Json.object()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", size);
    Members.putTexts(out, "annotations", annotations);
    Members.putText(out, "artifactType", artifactType);
    if (platform != null) {
      out.put("platform", platform.toJson());
    }
    return out.build();
  }
}
