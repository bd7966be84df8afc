package coffer.cli;

import coffer.bytes.Digest;
import coffer.oci.Descriptor;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import coffer.testkit.FakeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An image of one layer with one file, in a fake registry.
final class HelloImage {
  static final String ROOT_HASH =
      "05d4bb387ecafbcf299fbe990c0c0ba00fc8c9b1ef5bf6965a109e6f339e08d1";

  private HelloImage() {}

  /// Stores it as `repository:1`, and returns its manifest.
  static byte[] putInto(FakeRegistry registry, String repository) {
    byte[] layer = layer();
    byte[] config =
        """
        {"os":"linux","architecture":"amd64","config":{"Cmd":["/hello"],"Env":["A=b"]},
        "rootfs":{"type":"layers","diff_ids":["%s"]}}"""
            .formatted(Digest.sha256Of(layer))
            .getBytes(StandardCharsets.UTF_8);
    registry.putBlob(repository, layer);
    registry.putBlob(repository, config);
    byte[] manifest =
        new Manifest(
                described(MediaType.OCI_CONFIG, config),
                List.of(described(MediaType.OCI_LAYER, layer)))
            .toBytes();
    registry.putManifest(repository, "1", MediaType.OCI_MANIFEST, manifest);
    return manifest;
  }

  private static byte[] layer() {
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(layer)) {
      tar.entry(TarEntry.file("hello.txt", 0644, 2), new byte[] {'h', 'i'});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return layer.toByteArray();
  }

  private static Descriptor described(String mediaType, byte[] content) {
    return new Descriptor(mediaType, Digest.sha256Of(content), content.length);
  }
}
