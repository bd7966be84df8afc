package coffer.oci;

import java.util.Set;

/// The media types of images: those of the OCI image specification ("OCI Image Media Types") and
/// those of Docker's schema 2, which say the same.
public final class MediaType {
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  public static final String DOCKER_INDEX =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String DOCKER_LAYER_GZIP = DOCKER_LAYER + ".gzip";

  private static final Set<String> LAYERS =
      Set.of(
          OCI_LAYER,
          OCI_LAYER_GZIP,
          OCI_LAYER + "+zstd",
          "application/vnd.oci.image.layer.nondistributable.v1.tar",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
          DOCKER_LAYER,
          DOCKER_LAYER_GZIP,
          DOCKER_LAYER + ".zstd",
          "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

  private MediaType() {}

  /// An index of manifests, one for each platform.
  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_INDEX);
  }

  /// The manifest of one image.
  public static boolean isManifest(String mediaType) {
    return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }

  /// The configuration of an image, as opposed to that of an artifact that is no image.
  public static boolean isConfig(String mediaType) {
    return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
  }

  /// A layer of a file system, compressed or not.
  public static boolean isLayer(String mediaType) {
    return LAYERS.contains(mediaType);
  }
}
