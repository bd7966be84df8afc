package coffer.image;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.oci.Descriptor;
import coffer.oci.DockerArchive;
import coffer.oci.ImageConfig;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An image of a docker-archive as if it lay in a layout: configuration and layers as they are
/// stored, with a manifest made for them. Making it reads every layer once.
final class DockerArchiveBlobs implements Blobs {
  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int ZSTD_MAGIC = 0xb528;

  private final BlobSource files;
  private final Map<Digest, String> names = new HashMap<>();
  private final Map<Digest, byte[]> documents = new HashMap<>();

  private DockerArchiveBlobs(BlobSource files) {
    this.files = files;
  }

  static ImageSource of(BlobSource files, DockerArchive.Entry entry) throws IOException {
    DockerArchiveBlobs blobs = new DockerArchiveBlobs(files);
    byte[] config = files.document(entry.config());
    ImageConfig.parse(config);
    List<Descriptor> layers = new ArrayList<>();
    for (String name : entry.layers()) {
      layers.add(blobs.layer(name));
    }
    Descriptor described = blobs.add(MediaType.OCI_CONFIG, config);
    return new ImageSource(
        blobs, blobs.add(MediaType.OCI_MANIFEST, new Manifest(described, layers).toBytes()));
  }

  private Descriptor layer(String name) throws IOException {
    DigestInputStream in = new DigestInputStream(files.open(name), Digest.sha256());
    try (in) {
      byte[] magic = in.readNBytes(2);
      in.transferTo(OutputStream.nullOutputStream());
      Digest digest = Digest.of(in.getMessageDigest().digest());
      names.put(digest, name);
      return new Descriptor(mediaType(magic), digest, files.size(name));
    }
  }

  private static String mediaType(byte[] start) {
    int magic =
        start.length < 2 ? 0 : Byte.toUnsignedInt(start[0]) | Byte.toUnsignedInt(start[1]) << 8;
    return switch (magic) {
      case GZIP_MAGIC -> MediaType.OCI_LAYER_GZIP;
      case ZSTD_MAGIC -> MediaType.OCI_LAYER + "+zstd";
      default -> MediaType.OCI_LAYER;
    };
  }

  private Descriptor add(String mediaType, byte[] document) {
    Digest digest = Digest.sha256Of(document);
    documents.put(digest, document);
    return new Descriptor(mediaType, digest, document.length);
  }

  @Override
  public String origin() {
    return files.path().toString();
  }

  @Override
  public String nameOf(Descriptor blob) {
    return names.getOrDefault(blob.digest(), OciLayout.blob(blob.digest()));
  }

  @Override
  public void check(Descriptor blob) throws IOException {
    if (!documents.containsKey(blob.digest())) {
      files.checkSize(nameOf(blob), blob.size());
    }
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    byte[] document = documents.get(blob.digest());
    String name = names.get(blob.digest());
    if (document == null && name == null) {
      throw new MalformedException(nameOf(blob) + ": missing, but wanted");
    }
    return document != null ? new ByteArrayInputStream(document) : files.open(String.valueOf(name));
  }
}
