package coffer.image;

import coffer.oci.Descriptor;
import coffer.oci.Platform;
import java.io.IOException;

/// Where images lie by digest, and the manifest or index that was asked for.
public record ImageSource(Blobs blobs, Descriptor root) {
  /// The image for the platform, its documents checked.
  public Image open(Platform platform) throws IOException {
    return new ManifestReader(blobs, platform).image(root);
  }
}
