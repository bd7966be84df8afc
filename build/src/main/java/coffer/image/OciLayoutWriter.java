package coffer.image;

import coffer.bytes.Digest;
import coffer.oci.Descriptor;
import coffer.oci.ImageConfig;
import coffer.oci.Index;
import coffer.oci.Manifest;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Writes one image into an OCI image layout.
///
/// Blobs are added first, each whole or not at all, then `index.json` is replaced in one step, then
/// blobs that nothing names any more are removed: whoever reads the folder meanwhile, or after a
/// crash, finds the old image or the new one. One use, one thread.
public final class OciLayoutWriter implements AutoCloseable {
  private static final String TEMPORARY = ".new-";

  private static final Duration ABANDONED = Duration.ofDays(1);

  private final String own = TEMPORARY + UUID.randomUUID() + "-";
  private final Path folder;
  private final Path blobs;
  private final List<LayerBlob> layers = new ArrayList<>();
  private final Set<Digest> written = new HashSet<>();
  private int names;

  /// Starts or continues the layout in `folder`, which is made when it is missing.
  public OciLayoutWriter(Path folder) throws IOException {
    this.folder = folder;
    this.blobs = folder.resolve(OciLayout.BLOBS);
    Files.createDirectories(blobs);
    removeAbandoned();
  }

  /// What a layer's tar is written by.
  public interface LayerContent {
    /// Writes the uncompressed tar; need not close `tar`.
    void writeTo(OutputStream tar) throws IOException;
  }

  /// Compresses and adds the next layer, above those added before.
  public LayerBlob addLayer(LayerContent content) throws IOException {
    Path temporary = temporaryFile();
    try {
      LayerBlob layer = LayerBlob.write(content, temporary);
      keep(temporary, layer.digest());
      layers.add(layer);
      return layer;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Adds a layer that was compressed before, after checking that `file` is that layer; false, with
  /// nothing added, when it is not.
  public boolean addLayer(LayerBlob layer, Path file) throws IOException {
    Path temporary = temporaryFile();
    try {
      Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
      if (Files.size(temporary) != layer.size()
          || !LayerBlob.digestOf(temporary).equals(layer.digest())) {
        return false;
      }
      keep(temporary, layer.digest());
      layers.add(layer);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// The layers added so far, base first.
  public List<LayerBlob> layers() {
    return List.copyOf(layers);
  }

  /// Finishes the image and makes it the layout's only one, called `name`. `config` names the diff
  /// ids of [#layers]. Returns the manifest's digest.
  public Digest finish(ImageConfig config, String name) throws IOException {
    if (!config.diffIds().equals(layers.stream().map(LayerBlob::diffId).toList())) {
      throw new IllegalArgumentException("the configuration names other layers");
    }
    Descriptor configBlob = addDocument(MediaType.OCI_CONFIG, config.toBytes());
    List<Descriptor> descriptors =
        layers.stream()
            .map(layer -> new Descriptor(MediaType.OCI_LAYER_GZIP, layer.digest(), layer.size()))
            .toList();
    Descriptor manifest =
        addDocument(MediaType.OCI_MANIFEST, new Manifest(configBlob, descriptors).toBytes());
    Descriptor entry =
        new Descriptor(
            manifest.mediaType(),
            manifest.digest(),
            manifest.size(),
            config.platform(),
            new TreeMap<>(Map.of(Descriptor.REF_NAME, name)));
    replace(OciLayout.MARKER, OciLayout.marker());
    replace(OciLayout.INDEX, new Index(List.of(entry)).toBytes());
    removeOtherBlobs();
    return manifest.digest();
  }

  /// Removes what an unfinished image left.
  @Override
  public void close() throws IOException {
    removeTemporaryFiles();
  }

  private Descriptor addDocument(String mediaType, byte[] content) throws IOException {
    Digest digest = Digest.sha256Of(content);
    Path temporary = temporaryFile();
    Files.write(temporary, content);
    keep(temporary, digest);
    return new Descriptor(mediaType, digest, content.length);
  }

  private void keep(Path temporary, Digest digest) throws IOException {
    written.add(digest);
    Files.move(temporary, blobs.resolve(digest.hex()), StandardCopyOption.ATOMIC_MOVE);
  }

  private void replace(String name, byte[] content) throws IOException {
    Path temporary = temporaryFile();
    Files.write(temporary, content);
    Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// A name for this writer alone; the file gets the mode that the umask allows, as the finished
  /// one has it.
  private Path temporaryFile() {
    return blobs.resolve(own + names++);
  }

  private void removeTemporaryFiles() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(blobs, own + "*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// What a process left that was killed long ago.
  private void removeAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(blobs, TEMPORARY + "*")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void removeOtherBlobs() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(blobs)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(TEMPORARY)
            && written.stream().noneMatch(digest -> name.equals(digest.hex()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
