package coffer.store;

import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.registry.Referrers;
import coffer.registry.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;

/// Pushes an image to a registry.
///
/// @param from a repository of the same registry that has the blobs
record RegistrySink(RegistryClient client, ImageReference reference, Optional<ImageReference> from)
    implements ImageSink {
  @Override
  public boolean isParallel() {
    return true;
  }

  @Override
  public void addBlob(Descriptor blob, Content content) throws IOException, InterruptedException {
    client.pushBlob(reference, blob, () -> open(content), from);
  }

  private static InputStream open(Content content) throws IOException {
    try {
      return content.open(0);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a blob was pushed");
    }
  }

  @Override
  public void addManifest(Descriptor manifest, byte[] document)
      throws IOException, InterruptedException {
    client.pushManifest(Referrers.at(reference, manifest.digest()), manifest.mediaType(), document);
  }

  @Override
  public void finish(Descriptor root, Descriptor manifest, byte[] document)
      throws IOException, InterruptedException {
    client.pushManifest(reference, manifest.mediaType(), document);
  }

  @Override
  public void close() {
    // The registry forgets uploads that nobody ended.
  }
}
