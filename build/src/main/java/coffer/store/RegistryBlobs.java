package coffer.store;

import coffer.image.Blobs;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.MediaType;
import coffer.registry.RegistryClient;
import coffer.registry.RemoteManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/// The blobs of a repository, as they come from its registry.
///
/// @param root what was fetched to begin with
record RegistryBlobs(RegistryClient client, ImageReference repository, RemoteManifest root)
    implements Blobs {
  @Override
  public String origin() {
    return repository.toString();
  }

  @Override
  public String nameOf(Descriptor blob) {
    return repository.name() + "@" + blob.digest();
  }

  @Override
  public void check(Descriptor blob) {
    // Known when it is opened.
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    return open(blob, 0);
  }

  InputStream open(Descriptor blob, long start) throws IOException {
    if (blob.digest().equals(root.descriptor().digest())) {
      return new ByteArrayInputStream(root.content());
    }
    try {
      return MediaType.isManifest(blob.mediaType()) || MediaType.isIndex(blob.mediaType())
          ? new ByteArrayInputStream(manifest(blob))
          : client.openBlob(repository, blob, start);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + nameOf(blob) + " was fetched");
    }
  }

  private byte[] manifest(Descriptor blob) throws IOException, InterruptedException {
    return client.fetchManifest(repository.withDigest(blob.digest())).content();
  }
}
