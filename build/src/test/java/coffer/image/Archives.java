package coffer.image;

import coffer.bytes.Digest;
import coffer.oci.Descriptor;
import coffer.oci.ImageConfig;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import coffer.oci.Platform;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// Makes the image sources that the tests read: a map of file names to contents, written as a
/// folder or as a tar.
final class Archives {
  static final byte[] BASE = layerTar("etc/os", "small");
  static final byte[] TOP = layerTar("bin/x", "x".repeat(5000));

  final Map<String, byte[]> files = new LinkedHashMap<>();

  /// A layout with one image of two layers, one of them gzip.
  static Archives layout() {
    Archives archive = new Archives();
    archive.putIndex(archive.image(Platform.LINUX_AMD64, "web:1"));
    return archive;
  }

  /// The same image as a docker-archive with the given names.
  static Archives docker(String... names) {
    Archives archive = new Archives();
    byte[] config = config(Platform.LINUX_AMD64).toBytes();
    String configName = Digest.sha256Of(config).hex() + ".json";
    archive.files.put(configName, config);
    archive.files.put("a/layer.tar", BASE);
    archive.files.put("b/layer.tar", TOP);
    List<String> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(
          "{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}"
              .formatted(configName, name));
    }
    archive.text("manifest.json", "[" + String.join(",", entries) + "]");
    return archive;
  }

  static ImageConfig config(Platform platform) {
    return new ImageConfig(
        platform,
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
        List.of(Digest.sha256Of(BASE), Digest.sha256Of(TOP)),
        List.of());
  }

  /// Adds an image's blobs; its descriptor carries a name when `name` is not empty.
  Descriptor image(Platform platform, String name) {
    Descriptor config = blob(MediaType.OCI_CONFIG, config(platform).toBytes());
    Manifest manifest =
        new Manifest(
            config,
            List.of(blob(MediaType.OCI_LAYER, BASE), blob(MediaType.OCI_LAYER_GZIP, gzip(TOP))));
    Descriptor entry = blob(MediaType.OCI_MANIFEST, manifest.toBytes());
    return new Descriptor(
        entry.mediaType(),
        entry.digest(),
        entry.size(),
        platform,
        name.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of(Descriptor.REF_NAME, name)));
  }

  void putIndex(Descriptor... entries) {
    files.put(OciLayout.MARKER, OciLayout.marker());
    files.put(OciLayout.INDEX, new Index(List.of(entries)).toBytes());
  }

  Descriptor blob(String mediaType, byte[] content) {
    Digest digest = Digest.sha256Of(content);
    files.put(OciLayout.blob(digest), content);
    return new Descriptor(mediaType, digest, content.length);
  }

  Archives text(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Path folder(Path target) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = target.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return target;
  }

  Path tar(Path target) throws IOException {
    return Files.write(target, tar(List.of()));
  }

  /// The tar, and at its end more entries without content.
  byte[] tar(List<TarEntry> more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        tar.entry(TarEntry.file(file.getKey(), 0644, file.getValue().length), file.getValue());
      }
      for (TarEntry entry : more) {
        tar.entry(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] layerTar(String name, String content) {
    return new Archives().text(name, content).tar(List.of());
  }
}
