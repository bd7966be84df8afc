package coffer.store;

import coffer.bytes.Digest;
import coffer.oci.Descriptor;
import coffer.oci.ImageConfig;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.Platform;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import coffer.testkit.FakeRegistry;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// An image of three layers, plain, gzip and zstd, in a fake registry.
public record SampleImage(List<byte[]> tars, List<byte[]> blobs, byte[] config, byte[] manifest) {
  private static final int LARGE = 3_000_000;

  /// Layers whose content depends on `seed`.
  public static SampleImage of(long seed) {
    List<byte[]> tars =
        List.of(tar("etc/os", 10, seed), tar("opt/data", LARGE, seed), tar("x", 700, seed));
    List<byte[]> blobs = List.of(tars.get(0), gzip(tars.get(1)), Zstd.compress(tars.get(2)));
    byte[] config = config(tars).toBytes();
    return new SampleImage(tars, blobs, config, manifest(blobs, config));
  }

  /// The same with other blobs, whatever the configuration says of them.
  public SampleImage withBlobs(List<byte[]> other) {
    return new SampleImage(tars, other, config, manifest(other, config));
  }

  private static byte[] manifest(List<byte[]> blobs, byte[] config) {
    List<String> types =
        List.of(MediaType.OCI_LAYER, MediaType.OCI_LAYER_GZIP, MediaType.OCI_LAYER + "+zstd");
    List<Descriptor> layers =
        java.util.stream.IntStream.range(0, blobs.size())
            .mapToObj(i -> described(types.get(i), blobs.get(i)))
            .toList();
    return new Manifest(described(MediaType.OCI_CONFIG, config), layers).toBytes();
  }

  private static Descriptor described(String mediaType, byte[] content) {
    return new Descriptor(mediaType, Digest.sha256Of(content), content.length);
  }

  public Digest digest() {
    return Digest.sha256Of(manifest);
  }

  /// Stores it as `repository:tag`.
  public SampleImage putInto(FakeRegistry registry, String repository, String tag) {
    blobs.forEach(blob -> registry.putBlob(repository, blob));
    registry.putBlob(repository, config);
    registry.putManifest(repository, tag, MediaType.OCI_MANIFEST, manifest);
    return this;
  }

  private static ImageConfig config(List<byte[]> tars) {
    return new ImageConfig(
        Platform.LINUX_AMD64,
        "",
        List.of("A=b"),
        List.of("/bin/x"),
        List.of(),
        "/",
        "1",
        "",
        List.of(),
        List.of(),
        new TreeMap<>(),
        tars.stream().map(Digest::sha256Of).toList(),
        List.of());
  }

  private static byte[] tar(String name, int size, long seed) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      tar.entry(TarEntry.file(name, 0644, size), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// The content compressed with gzip.
  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
