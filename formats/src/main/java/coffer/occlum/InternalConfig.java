package coffer.occlum;

import coffer.bytes.Bytes;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the library OS reads at start: `.Occlum_sys.json`, with the root MACs of both images.
public final class InternalConfig {
  /// The name that its protected form has, which is part of the form.
  public static final String PROTECTED_NAME = ".Occlum_sys.json.protected";

  private static final Json PROC = mount("/proc", "procfs");
  private static final Json DEV = mount("/dev", "devfs");

  private InternalConfig() {}

  /// The file's bytes: UTF-8 without a final line feed.
  ///
  /// @param edmmPlatform whether the enclave is built for machines with dynamic memory
  /// @param imageMac the root MAC of the application's image, 16 bytes
  /// @param initMac that of the initfs
  public static byte[] of(
      OcclumConfig config, boolean edmmPlatform, Bytes imageMac, Bytes initMac) {
    boolean edmm = config.dynamic(edmmPlatform);
    OcclumConfig.ResourceLimits limits = config.limits();
    Json document =
        Json.object()
            .put(
                "resource_limits",
                Json.object()
                    .put("user_space_init_size", limits.userSpace().bytes() + "B")
                    .put("user_space_max_size", limits.userSpaceLimit(edmm) + "B")
                    .build())
            .put("process", process(config.process()))
            .put(
                "env",
                Json.object()
                    .put("default", Json.strings(config.environment().defaults()))
                    .put("untrusted", Json.strings(config.environment().untrusted()))
                    .build())
            .put("disable_log", config.metadata().disableLog())
            .put("app", List.of(init(MacText.of(initMac)), app(config, MacText.of(imageMac))))
            .put("feature", feature(config.feature()))
            .build();
    return SerdeText.of(document).getBytes(StandardCharsets.UTF_8);
  }

  private static Json process(OcclumConfig.ProcessSizes process) {
    return Json.object()
        .put("default_stack_size", process.stack().text())
        .put("default_heap_size", process.heap().text())
        .put("default_mmap_size", process.mmap().text())
        .build();
  }

  private static Json feature(OcclumConfig.Feature feature) {
    return Json.object()
        .put("amx", feature.amx())
        .put("pkru", feature.pkru())
        .put("io_uring", feature.ioUring())
        .put("enable_edmm", feature.enableEdmm())
        .put("enable_posix_shm", feature.enablePosixShm())
        .build();
  }

  private static Json init(String mac) {
    Mount.Options withMac = new Mount.Options(mac, null, false, null, null);
    List<Mount> layers =
        List.of(
            new Mount(FileSystemType.SEFS, Mount.ROOT, "./build/initfs/__ROOT", withMac),
            new Mount(FileSystemType.SEFS, Mount.ROOT, "./run/initfs/__ROOT", Mount.Options.NONE));
    Mount root =
        new Mount(FileSystemType.UNIONFS, Mount.ROOT, null, Mount.Options.NONE).withLayers(layers);
    return stage("init", List.of("/bin"), List.of(json(root), PROC, DEV));
  }

  private static Json app(OcclumConfig config, String mac) {
    List<Json> mounts = new ArrayList<>(List.of(PROC, DEV));
    boolean done = false;
    for (Mount mount : config.mounts()) {
      boolean root = !done && mount.isRoot();
      mounts.add(json(root ? withImageMac(mount, mac) : mount));
      done |= root;
    }
    return stage("app", config.entryPoints(), mounts);
  }

  private static Mount withImageMac(Mount root, String mac) {
    List<Mount> layers = new ArrayList<>();
    boolean done = false;
    for (Mount layer :
        root.options().layers() == null ? List.<Mount>of() : root.options().layers()) {
      boolean image = !done && layer.isImage();
      layers.add(image ? layer.withMac(mac) : layer);
      done |= image;
    }
    return root.withLayers(layers);
  }

  private static Json stage(String name, List<String> entryPoints, List<Json> mounts) {
    return Json.object()
        .put("entry_points", Json.strings(entryPoints))
        .put("mount", mounts)
        .put("stage", name)
        .build();
  }

  private static Json mount(String target, String type) {
    return Json.object().put("target", target).put("type", type).build();
  }

  private static Json json(Mount mount) {
    Json.ObjectBuilder json = Json.object();
    Json.Obj options = options(mount.options());
    if (!options.members().isEmpty()) {
      json.put("options", options);
    }
    if (mount.source() != null) {
      json.put("source", mount.source());
    }
    return json.put("target", mount.target()).put("type", mount.type().toString()).build();
  }

  private static Json.Obj options(Mount.Options options) {
    Json.ObjectBuilder json = Json.object();
    if (options.mac() != null) {
      json.put("MAC", options.mac());
    }
    if (options.cacheSize() != null) {
      json.put("cache_size", options.cacheSize().text());
    }
    if (options.diskSize() != null) {
      json.put("disk_size", options.diskSize().text());
    }
    if (options.layers() != null) {
      json.put("layers", options.layers().stream().map(InternalConfig::json).toList());
    }
    if (options.temporary()) {
      json.put("temporary", true);
    }
    return json.build();
  }
}
