package coffer.occlum;

import coffer.bytes.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the members of a configuration owe each other, and to those who read the results: the
/// signing tool and the library OS.
final class ConfigRules {
  private static final long PAGE = 4096;

  /// The library OS caches at least 48 pages of a file system.
  private static final long LEAST_CACHE = 48 * PAGE;

  private static final long LEAST_DISK = 5L << 30;

  private final OcclumConfig config;
  private final boolean edmm;
  private final List<String> problems;

  private ConfigRules(OcclumConfig config, boolean edmmPlatform, List<String> problems) {
    this.config = config;
    this.edmm = config.dynamic(edmmPlatform);
    this.problems = problems;
  }

  /// Adds every rule that is broken to `problems`.
  static void check(OcclumConfig config, boolean edmmPlatform, List<String> problems) {
    ConfigRules rules = new ConfigRules(config, edmmPlatform, problems);
    rules.limits(config.limits());
    rules.entryPoints();
    rules.root();
    for (int i = 0; i < config.mounts().size(); i++) {
      rules.mount("mount[%d]".formatted(i), config.mounts().get(i));
    }
  }

  private void limits(OcclumConfig.ResourceLimits limits) {
    String at = "resource_limits.";
    pages(at + "kernel_space_heap_size", limits.kernelHeap());
    pages(at + "kernel_space_heap_max_size", limits.kernelHeapMax());
    pages(at + "kernel_space_stack_size", limits.kernelStack());
    pages(at + "user_space_size", limits.userSpace());
    pages(at + "user_space_max_size", limits.userSpaceMax());
    atMost(at, "kernel_space_heap_size", limits.kernelHeap(), limits.kernelHeapMax());
    atMost(at, "user_space_size", limits.userSpace(), limits.userSpaceMax());
    if (limits.initThreads() != null && limits.initThreads() > limits.maxThreads()) {
      problems.add(
          "%sinit_num_of_threads: at most max_num_of_threads (%d) wanted, found %d"
              .formatted(at, limits.maxThreads(), limits.initThreads()));
    }
  }

  private void pages(String name, @Nullable ByteSize size) {
    if (size != null && size.bytes() % PAGE != 0) {
      problems.add("%s: a multiple of 4096 bytes wanted, found %s".formatted(name, size.text()));
    }
  }

  private void atMost(String at, String name, ByteSize size, @Nullable ByteSize most) {
    if (most != null && size.bytes() > most.bytes()) {
      problems.add(
          "%s%s: at most %s (%s) wanted, found %s"
              .formatted(at, name, name.replace("_size", "_max_size"), most.text(), size.text()));
    }
  }

  private void entryPoints() {
    for (String point : config.entryPoints()) {
      if (!point.startsWith("/")) {
        problems.add("entry_points: absolute paths wanted, found '%s'".formatted(point));
      }
    }
  }

  private void root() {
    List<Mount> roots = config.mounts().stream().filter(Mount::isRoot).toList();
    if (roots.isEmpty()) {
      problems.add("mount: one of type unionfs with target / wanted, found none");
    } else if (roots.getFirst().options().layers() == null) {
      problems.add("mount: the unionfs at / wants options.layers, found none");
    } else if (roots.getFirst().image().isEmpty()) {
      problems.add(
          "mount: the layers of / want one of type sefs with target / and options.MAC (which may be"
              + " empty) for the image, found none");
    }
  }

  private void mount(String path, Mount mount) {
    boolean filledIn =
        config.mounts().stream()
            .filter(Mount::isRoot)
            .findFirst()
            .flatMap(Mount::image)
            .filter(image -> image == mount)
            .isPresent();
    Mount.Options options = mount.options();
    if (options.mac() != null && !filledIn) {
      mac(path, options.mac());
    }
    if (options.cacheSize() != null) {
      cache(path, options.cacheSize());
    }
    if (mount.type() == FileSystemType.EXT2
        && (options.diskSize() == null || options.diskSize().bytes() < LEAST_DISK)) {
      problems.add(
          "%s.options.disk_size: at least 5GB wanted for ext2, found %s"
              .formatted(path, options.diskSize() == null ? "none" : options.diskSize().text()));
    }
    List<Mount> layers = options.layers() == null ? List.of() : options.layers();
    for (int i = 0; i < layers.size(); i++) {
      mount("%s.options.layers[%d]".formatted(path, i), layers.get(i));
    }
  }

  private void mac(String path, String mac) {
    try {
      MacText.parse(mac);
    } catch (MalformedException e) {
      problems.add("%s.options.MAC: %s".formatted(path, e.getMessage()));
    }
  }

  private void cache(String path, ByteSize size) {
    long most = config.limits().kernelHeapLimit(edmm);
    if (size.bytes() < LEAST_CACHE || size.bytes() % PAGE != 0 || size.bytes() > most) {
      problems.add(
          "%s.options.cache_size: a multiple of 4096 from %d to the kernel's heap of %d bytes"
                  .formatted(path, LEAST_CACHE, most)
              + " wanted, found "
              + size.text());
    }
  }
}
