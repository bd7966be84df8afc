package coffer.store;

import coffer.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/// Where an image is written to: its blobs in any order, then its manifest. Until then it is not
/// there.
interface ImageSink extends AutoCloseable {
  /// Opens a blob's content at byte `start`, and checks it when it is read from its start to its
  /// end.
  interface Content {
    InputStream open(long start) throws IOException, InterruptedException;
  }

  /// Whether several blobs may be added at a time.
  boolean isParallel();

  /// Adds a blob unless it is there.
  void addBlob(Descriptor blob, Content content) throws IOException, InterruptedException;

  /// Adds a manifest or an index that another index names; what it names is there.
  void addManifest(Descriptor manifest, byte[] document) throws IOException, InterruptedException;

  /// Adds the manifest, and with it the image. `root` is the manifest or the index that led to it;
  /// where all images of an index are copied, both are the index.
  void finish(Descriptor root, Descriptor manifest, byte[] document)
      throws IOException, InterruptedException;

  /// Removes what is unfinished.
  @Override
  void close() throws IOException;
}
