package coffer.store;

import coffer.image.CheckedStream;
import coffer.json.Json;
import coffer.oci.Descriptor;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Writes an image to a tar, which appears when it is whole. Blobs stay as they are stored: the
/// layers of a docker-archive too, which `docker load` and skopeo decompress by themselves.
final class ArchiveSink implements ImageSink {
  private static final int BUFFER = 128 * 1024;
  private static final int MODE = 0644;

  private final boolean docker;
  private final Path file;
  private final Path part;
  private final Optional<String> name;
  private final TarWriter tar;
  private final Set<String> written = new HashSet<>();

  /// For `docker load` when `docker`, else a layout.
  ArchiveSink(boolean docker, Path file, Optional<String> name) throws IOException {
    this.docker = docker;
    this.file = file;
    this.name = name;
    part =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(part), BUFFER));
    if (!docker) {
      document(OciLayout.MARKER, OciLayout.marker());
    }
  }

  @Override
  public boolean isParallel() {
    return false;
  }

  @Override
  public void addBlob(Descriptor blob, Content content) throws IOException, InterruptedException {
    String place = place(blob);
    if (written.add(place)) {
      try (InputStream in = CheckedStream.blob(content.open(0), blob, blob.digest().toString())) {
        tar.entry(TarEntry.file(place, MODE, blob.size()), in);
      }
    }
  }

  private String place(Descriptor blob) {
    if (!docker) {
      return OciLayout.blob(blob.digest());
    }
    return blob.digest().hex() + (MediaType.isConfig(blob.mediaType()) ? ".json" : ".tar");
  }

  @Override
  public void addManifest(Descriptor manifest, byte[] document) throws IOException {
    String place = OciLayout.blob(manifest.digest());
    if (written.add(place)) {
      document(place, document);
    }
  }

  @Override
  public void finish(Descriptor root, Descriptor manifest, byte[] document) throws IOException {
    if (docker) {
      document("manifest.json", dockerManifest(Manifest.parse(document)));
    } else {
      document(OciLayout.blob(manifest.digest()), document);
      document(OciLayout.INDEX, new Index(List.of(entry(manifest))).toBytes());
    }
    tar.close();
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private Descriptor entry(Descriptor manifest) {
    return new Descriptor(
        manifest.mediaType(),
        manifest.digest(),
        manifest.size(),
        manifest.platform(),
        name.map(given -> new TreeMap<>(Map.of(Descriptor.REF_NAME, given)))
            .orElseGet(TreeMap::new));
  }

  private byte[] dockerManifest(Manifest manifest) {
    Json entry =
        Json.object()
            .put("Config", place(manifest.config()))
            .put("RepoTags", Json.strings(name.stream().toList()))
            .put("Layers", Json.strings(manifest.layers().stream().map(this::place).toList()))
            .build();
    return new Json.Arr(List.of(entry)).toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private void document(String place, byte[] content) throws IOException {
    tar.entry(TarEntry.file(place, MODE, content.length), content);
  }

  @Override
  public void close() throws IOException {
    try {
      tar.close();
    } catch (IOException _) {
      // The file goes anyway.
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
