package coffer.store;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.ImageSelector;
import coffer.image.ImageSource;
import coffer.image.Images;
import coffer.oci.ArtifactManifest;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Index;
import coffer.oci.MediaType;
import coffer.oci.OciLayout;
import coffer.oci.Platform;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// This user's images: an OCI image layout that any tool can read, in which several processes may
/// work at a time. Whoever reads or adds images opens it; collecting garbage waits until nobody
/// does. The index names each image by its full reference.
public final class ImageStore implements AutoCloseable {
  private static final String OWN = ".coffer";

  private final Path folder;
  private final StoreLock lock;

  private ImageStore(Path folder, StoreLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /// The store below `cache` (`$XDG_CACHE_HOME/coffer`), made when it is missing. Closed by the
  /// thread that opened it.
  public static ImageStore open(Path cache) throws IOException {
    Path folder = made(cache);
    return new ImageStore(folder, StoreLock.shared(lockFile(folder)));
  }

  private static Path made(Path cache) throws IOException {
    Path folder = cache.resolve("images");
    Files.createDirectories(
        folder.resolve(OWN),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return folder;
  }

  private static Path lockFile(Path folder) {
    return folder.resolve(OWN).resolve("lock");
  }

  private static BlobFolder blobs(Path folder) {
    return new BlobFolder(folder, folder.resolve(OWN).resolve("unfinished"));
  }

  /// The layout's folder.
  public Path folder() {
    return folder;
  }

  /// One image of the store.
  ///
  /// @param size of its blobs in bytes
  public record Entry(String reference, Digest manifest, Platform platform, long size) {}

  /// All images, by reference.
  public List<Entry> list() throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    for (Descriptor entry : new LayoutIndex(folder).entries()) {
      String name = name(entry);
      Platform platform = entry.platform() == null ? Platform.LINUX_AMD64 : entry.platform();
      long size = entry.size();
      for (Descriptor blob : named(entry)) {
        size += blob.size();
      }
      entries.put(name + " " + platform, new Entry(name, entry.digest(), platform, size));
    }
    return List.copyOf(entries.values());
  }

  private static String name(Descriptor entry) {
    return entry.annotations().getOrDefault(Descriptor.REF_NAME, entry.digest().toString());
  }

  /// The image that the store has for the reference: by its digest when it has one, else under its
  /// name.
  public Optional<ImageSource> find(ImageReference reference, Platform platform)
      throws IOException {
    for (Descriptor entry : new LayoutIndex(folder).entries()) {
      if (isMeant(entry, reference)
          && (entry.platform() == null || platform.accepts(entry.platform()))) {
        ImageSelector selector =
            new ImageSelector(Optional.of(entry.digest().toString()), platform);
        return Optional.of(Images.source(folder, selector));
      }
    }
    return Optional.empty();
  }

  private static boolean isMeant(Descriptor entry, ImageReference reference) {
    if (reference.digest() != null) {
      String digest = reference.digest().toString();
      return digest.equals(entry.digest().toString())
          || digest.equals(entry.annotations().get(LayoutSink.CHOSEN_FROM));
    }
    return name(entry).equals(reference.toString());
  }

  /// Whether an image of the store has this manifest, with all that it names.
  boolean has(Descriptor manifest) throws IOException {
    for (Descriptor entry : new LayoutIndex(folder).entries()) {
      if (entry.digest().equals(manifest.digest())) {
        Set<Descriptor> blobs = named(entry);
        return !blobs.isEmpty()
            && blobs.stream().allMatch(blob -> blobs(folder).has(blob.digest()));
      }
    }
    return false;
  }

  LayoutSink sink(ImageReference reference, Platform platform) {
    return new LayoutSink(
        blobs(folder),
        new LayoutIndex(folder),
        platform,
        new TreeMap<>(Map.of(Descriptor.REF_NAME, reference.toString())),
        true);
  }

  /// Forgets an image; its blobs stay until garbage is collected. False when the store does not
  /// have it.
  public boolean remove(ImageReference reference) throws IOException {
    return new LayoutIndex(folder).remove(entry -> isMeant(entry, reference));
  }

  /// What collecting garbage removed.
  public record Collected(int blobs, long bytes) {}

  /// Removes what no image of the store below `cache` needs, once nobody uses it.
  public static Collected collect(Path cache) throws IOException {
    Path folder = made(cache);
    try (ImageStore store = new ImageStore(folder, StoreLock.exclusive(lockFile(folder)))) {
      Set<String> needed = new HashSet<>();
      for (Descriptor entry : new LayoutIndex(folder).entries()) {
        needed.add(entry.digest().hex());
        store.named(entry).forEach(blob -> needed.add(blob.digest().hex()));
      }
      blobs(folder).removeUnfinished();
      return sweep(folder.resolve(OciLayout.BLOBS), needed);
    }
  }

  private static Collected sweep(Path blobs, Set<String> needed) throws IOException {
    if (!Files.isDirectory(blobs)) {
      return new Collected(0, 0);
    }
    int count = 0;
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(blobs)) {
      for (Path file : files) {
        if (!needed.contains(String.valueOf(file.getFileName()))) {
          count++;
          bytes += Files.size(file);
          Files.deleteIfExists(file);
        }
      }
    }
    return new Collected(count, bytes);
  }

  /// All blobs that a manifest or an index leads to; none where it is missing.
  private Set<Descriptor> named(Descriptor entry) throws IOException {
    Path file = blobs(folder).path(entry.digest());
    Set<Descriptor> found = new HashSet<>();
    if (!Files.exists(file)) {
      return found;
    }
    try {
      byte[] document = Files.readAllBytes(file);
      if (MediaType.isIndex(entry.mediaType())) {
        for (Descriptor inner : Index.parse(document).manifests()) {
          found.add(inner);
          found.addAll(named(inner));
        }
      } else if (MediaType.isManifest(entry.mediaType())) {
        ArtifactManifest manifest = ArtifactManifest.parse(document);
        found.add(manifest.config());
        found.addAll(manifest.layers());
      }
      return found;
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
