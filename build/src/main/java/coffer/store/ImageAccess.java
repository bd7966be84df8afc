package coffer.store;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.ImageSource;
import coffer.image.Images;
import coffer.image.ManifestReader;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import coffer.registry.Referrers;
import coffer.registry.RegistryClient;
import coffer.registry.RegistryOptions;
import coffer.registry.RemoteManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Opens and copies images wherever they are. The store and the network are touched when they are
/// needed first. Closed by the thread that made it.
public final class ImageAccess implements AutoCloseable {
  private final Path cache;
  private final RegistryOptions options;
  private final boolean offline;
  private @Nullable RegistryClient client;
  private @Nullable ImageStore store;

  /// @param cache `$XDG_CACHE_HOME/coffer`
  /// @param offline takes images that registries have from the store only
  public ImageAccess(Path cache, RegistryOptions options, boolean offline) {
    this.cache = cache;
    this.options = options;
    this.offline = offline;
  }

  /// The folder of this user's caches: `$XDG_CACHE_HOME/coffer`, else `~/.cache/coffer`.
  public static Path cacheOf(Map<String, String> environment) {
    String configured = environment.get("XDG_CACHE_HOME");
    boolean absolute = configured != null && Path.of(configured).isAbsolute();
    Path cache =
        absolute
            ? Path.of(String.valueOf(configured))
            : Path.of(environment.getOrDefault("HOME", "/"), ".cache");
    return cache.resolve("coffer");
  }

  /// The client of registries.
  public RegistryClient client() throws IOException {
    if (client == null) {
      client = new RegistryClient(options);
    }
    return client;
  }

  /// The store.
  public ImageStore store() throws IOException {
    if (store == null) {
      store = ImageStore.open(cache);
    }
    return store;
  }

  /// The image at a place, ready to be read; its layers come from there when they are opened. What
  /// a reference pins by digest is taken from the store when it is there.
  public Image open(ImageLocation location, Platform platform)
      throws IOException, InterruptedException {
    return location instanceof ImageLocation.OnDisk disk
        ? Images.open(disk.path(), selector(disk, platform))
        : within(location, () -> source(location, platform).open(platform));
  }

  /// The store's image when it has one of that name for the platform, else `location` itself. What
  /// the store has under a tag may be older than what the registry has.
  public ImageLocation nearest(ImageLocation location, Platform platform) throws IOException {
    return location instanceof ImageLocation.Remote(ImageReference reference)
            && store().find(reference, platform).isPresent()
        ? new ImageLocation.Stored(reference)
        : location;
  }

  private ImageSource source(ImageLocation location, Platform platform)
      throws IOException, InterruptedException {
    return switch (location) {
      case ImageLocation.OnDisk disk -> Images.source(disk.path(), selector(disk, platform));
      case ImageLocation.Stored stored -> stored(stored.reference(), platform);
      case ImageLocation.Remote remote -> remote(remote.reference(), platform);
    };
  }

  private static ImageSelector selector(ImageLocation.OnDisk disk, Platform platform) {
    return new ImageSelector(disk.name(), platform);
  }

  private ImageSource stored(ImageReference reference, Platform platform) throws IOException {
    return store()
        .find(reference, platform)
        .orElseThrow(
            () ->
                new IOException(
                    "%s for %s: not in the store; coffer image pull %s"
                        .formatted(reference, platform, reference.familiar())));
  }

  private ImageSource remote(ImageReference reference, Platform platform)
      throws IOException, InterruptedException {
    if (offline) {
      return stored(reference, platform);
    }
    if (reference.digest() != null) {
      Optional<ImageSource> known = store().find(reference, platform);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return fetched(reference);
  }

  private ImageSource fetched(ImageReference reference) throws IOException, InterruptedException {
    RemoteManifest root = client().fetchManifest(reference);
    return new ImageSource(new RegistryBlobs(client(), reference, root), root.descriptor());
  }

  /// The image's manifest in its registry, by digest.
  ///
  /// @param platform which one of an index; none when the index must hold exactly one
  public ImageReference pinned(ImageReference reference, Optional<Platform> platform)
      throws IOException, InterruptedException {
    if (offline) {
      throw new IOException(reference + ": in a registry, and no registry is asked");
    }
    return within(
        new ImageLocation.Remote(reference),
        () -> {
          ImageSource source = fetched(reference);
          Descriptor root = source.root();
          Descriptor manifest =
              platform.isEmpty()
                  ? ManifestReader.only(source.blobs(), root)
                  : new ManifestReader(source.blobs(), platform.get()).manifest(root);
          return Referrers.at(reference, manifest.digest());
        });
  }

  /// Where the image is on disk, after it was fetched into the store when it is in a registry: as
  /// [#open] finds it.
  ///
  /// @param read hears from several threads how many bytes more were read
  public ImageLocation.OnDisk onDisk(ImageLocation location, Platform platform, LongConsumer read)
      throws IOException, InterruptedException {
    return switch (location) {
      case ImageLocation.OnDisk disk -> disk;
      case ImageLocation.Stored stored ->
          inStore(stored(stored.reference(), platform).root().digest());
      case ImageLocation.Remote(ImageReference reference) ->
          offline || reference.digest() != null && store().find(reference, platform).isPresent()
              ? inStore(stored(reference, platform).root().digest())
              : inStore(pull(reference, platform, read));
    };
  }

  private ImageLocation.OnDisk inStore(Digest manifest) throws IOException {
    return new ImageLocation.OnDisk(
        ImageLocation.Form.LAYOUT, store().folder(), Optional.of(manifest.toString()));
  }

  /// Fetches an image into the store, under its reference, and checks all of it. Returns the digest
  /// of its manifest.
  ///
  /// @param read hears from several threads how many bytes more were read
  public Digest pull(ImageReference reference, Platform platform, LongConsumer read)
      throws IOException, InterruptedException {
    ImageLocation from = new ImageLocation.Remote(reference);
    return within(
        from,
        () -> {
          ImageSource source = offline ? stored(reference, platform) : fetched(reference);
          return keep(source, reference, platform, read);
        });
  }

  private Digest keep(
      ImageSource source, ImageReference reference, Platform platform, LongConsumer read)
      throws IOException, InterruptedException {
    Descriptor manifest = new ManifestReader(source.blobs(), platform).manifest(source.root());
    try (LayoutSink sink = store().sink(reference, platform)) {
      if (store().has(manifest)) {
        sink.name(source.root(), manifest);
        return manifest.digest();
      }
      return new ImageCopy(source, platform, read).to(sink);
    }
  }

  /// Copies an image byte by byte; returns the digest of its manifest.
  ///
  /// @param read hears from several threads how many bytes more were read
  public Digest copy(ImageLocation from, ImageLocation to, Platform platform, LongConsumer read)
      throws IOException, InterruptedException {
    return within(
        from,
        () -> {
          ImageSource source = source(from, platform);
          if (to instanceof ImageLocation.Stored stored) {
            return keep(source, stored.reference(), platform, read);
          }
          try (ImageSink sink = sink(from, to, platform)) {
            return new ImageCopy(source, platform, read).to(sink);
          }
        });
  }

  /// Copies all images of an index, and the index, byte by byte; returns its digest. Neither the
  /// store nor a docker-archive can hold them.
  ///
  /// @param read hears from several threads how many bytes more were read
  public Digest copyAll(ImageLocation from, ImageLocation to, LongConsumer read)
      throws IOException, InterruptedException {
    boolean holdsOne =
        to instanceof ImageLocation.Stored
            || to instanceof ImageLocation.OnDisk disk
                && disk.form() == ImageLocation.Form.DOCKER_ARCHIVE;
    if (holdsOne || from instanceof ImageLocation.Stored) {
      throw new MalformedException(
          "%s: the store and docker-archives hold images for one platform; all of them go from and to"
                  .formatted(holdsOne ? to : from)
              + " registries and OCI layouts");
    }
    return within(
        from,
        () -> {
          Platform unused = Platform.LINUX_AMD64;
          ImageSource source =
              from instanceof ImageLocation.Remote remote
                  ? fetched(remote.reference())
                  : source(from, unused);
          try (ImageSink sink = sink(from, to, unused)) {
            return new ImageCopy(source, unused, read).allTo(sink);
          }
        });
  }

  private ImageSink sink(ImageLocation from, ImageLocation to, Platform platform)
      throws IOException {
    return switch (to) {
      case ImageLocation.Stored stored -> store().sink(stored.reference(), platform);
      case ImageLocation.Remote remote ->
          new RegistrySink(
              client(),
              remote.reference(),
              from instanceof ImageLocation.Remote source
                  ? Optional.of(source.reference())
                  : Optional.empty());
      case ImageLocation.OnDisk disk ->
          switch (disk.form()) {
            case LAYOUT -> layout(disk, platform);
            case OCI_ARCHIVE -> new ArchiveSink(false, disk.path(), disk.name());
            case DOCKER_ARCHIVE -> new ArchiveSink(true, disk.path(), disk.name());
            case ANY ->
                Files.isDirectory(disk.path())
                    ? layout(disk, platform)
                    : new ArchiveSink(false, disk.path(), disk.name());
          };
    };
  }

  private static ImageSink layout(ImageLocation.OnDisk disk, Platform platform) {
    TreeMap<String, String> annotations = new TreeMap<>();
    disk.name().ifPresent(name -> annotations.put(Descriptor.REF_NAME, name));
    Path unfinished = disk.path().resolve(".coffer-" + UUID.randomUUID());
    return new LayoutSink(
        new BlobFolder(disk.path(), unfinished),
        new LayoutIndex(disk.path()),
        platform,
        annotations,
        false);
  }

  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Names the place in errors that do not.
  private static <T> T within(ImageLocation location, Work<T> work)
      throws IOException, InterruptedException {
    try {
      return work.run();
    } catch (MalformedException e) {
      boolean named =
          e.getMessage().contains(location.toString())
              || (location instanceof ImageLocation.Remote remote
                  && e.getMessage().contains(remote.reference().name()))
              || (location instanceof ImageLocation.OnDisk disk
                  && e.getMessage().contains(disk.path().toString()));
      throw named ? e : e.within(location.toString());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (store != null) {
        store.close();
      }
    } finally {
      if (client != null) {
        client.close();
      }
    }
  }
}
