package coffer.image;

import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.OciLayout;
import java.io.IOException;
import java.io.InputStream;

/// The blobs of an OCI image layout.
record LayoutBlobs(BlobSource files) implements Blobs {
  @Override
  public String origin() {
    return files.path().toString();
  }

  @Override
  public String nameOf(Descriptor blob) {
    return OciLayout.blob(blob.digest());
  }

  @Override
  public void check(Descriptor blob) throws IOException {
    String name = nameOf(blob);
    if (!files.has(name)) {
      throw new MalformedException("no file " + name);
    }
    files.checkSize(name, blob.size());
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    return files.open(nameOf(blob));
  }
}
