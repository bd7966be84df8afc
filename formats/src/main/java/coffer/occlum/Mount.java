package coffer.occlum;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An entry of `mount`, or a layer of one.
///
/// @param target an absolute path inside the enclave
/// @param source where the file system lies on the host, relative to the instance; null for those
///   that lie nowhere
public record Mount(FileSystemType type, String target, @Nullable String source, Options options) {
  /// @param mac the root MAC of an integrity-only SEFS; empty or any text where the build fills it
  ///   in, null where there is none
  /// @param layers of a unionfs, the uppermost last; null when they are not given
  /// @param temporary whether its files may be deleted at start
  public record Options(
      @Nullable String mac,
      @Nullable List<Mount> layers,
      boolean temporary,
      @Nullable ByteSize cacheSize,
      @Nullable ByteSize diskSize) {
    public static final Options NONE = new Options(null, null, false, null, null);

    public Options {
      layers = layers == null ? null : List.copyOf(layers);
    }
  }

  static final String ROOT = "/";

  boolean isRoot() {
    return type == FileSystemType.UNIONFS && target.equals(ROOT);
  }

  /// Whether this layer is the one that the build's image belongs to.
  boolean isImage() {
    return type == FileSystemType.SEFS && target.equals(ROOT) && options.mac != null;
  }

  /// The layer for the image, the first of its kind.
  Optional<Mount> image() {
    return options.layers == null
        ? Optional.empty()
        : options.layers.stream().filter(Mount::isImage).findFirst();
  }

  Mount withMac(String mac) {
    return new Mount(
        type,
        target,
        source,
        new Options(mac, options.layers, options.temporary, options.cacheSize, options.diskSize));
  }

  Mount withLayers(List<Mount> layers) {
    return new Mount(
        type,
        target,
        source,
        new Options(options.mac, layers, options.temporary, options.cacheSize, options.diskSize));
  }
}
