package coffer.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `sgx.gramine`.
final class GramineReader {
  static final String SIZE_PATTERN = "^[1-9][0-9]{0,8}[KMG]$";

  private static final Pattern SIZE = Pattern.compile(SIZE_PATTERN);
  private static final List<String> OF_OCCLUM = List.of("occlum", "initfs", "sdk", "launcher");

  private GramineReader() {}

  static GramineSettings read(YamlMapping in) {
    GramineSettings settings =
        new GramineSettings(
            in.optionalText("enclaveSize").orElse(null),
            in.optionalNumber("maxThreads", 4, 1 << 16).orElse(0),
            in.optionalNumber("productId", 0, 0xFFFF).orElse(0),
            in.optionalNumber("svn", 0, 0xFFFF).orElse(0),
            in.optionalFlag("debug").orElse(false),
            in.texts("passthrough"),
            in.mappings("mounts", GramineReader::mount),
            in.optionalText("manifest").orElse(null));
    in.end();
    for (String name : settings.passthrough()) {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw in.error("passthrough", "a name without '=' wanted, found '" + name + "'");
      }
    }
    if (settings.enclaveSize() != null && !SIZE.matcher(settings.enclaveSize()).matches()) {
      throw in.error(
          "enclaveSize",
          "a size such as 512M or 2G wanted, found '" + settings.enclaveSize() + "'");
    }
    Set<String> paths = new HashSet<>();
    for (GramineSettings.Mount mount : settings.mounts()) {
      if (!paths.add(mount.path())) {
        throw in.error("mounts", "path '" + mount.path() + "' for the second time");
      }
    }
    return settings;
  }

  private static GramineSettings.Mount mount(YamlMapping in) {
    GramineSettings.Mount mount =
        new GramineSettings.Mount(
            in.oneOf("type", List.of("tmpfs", "encrypted", "allowed")),
            in.text("path"),
            in.optionalText("source").orElse(null),
            in.optionalText("key").orElse(null));
    in.end();
    if (!WorkloadReader.isCleanAbsolute(mount.path())) {
      throw in.error(
          "path",
          "an absolute path without '.', '..' or '//' wanted, found '%s'".formatted(mount.path()));
    }
    if ((mount.source() == null) != mount.type().equals("tmpfs")) {
      throw in.error(
          "source",
          mount.source() == null
              ? "missing; the host's file or folder wanted"
              : "tmpfs is in memory and has no source");
    }
    if (mount.key() != null && !mount.type().equals("encrypted")) {
      throw in.error("key", "only encrypted files have one");
    }
    return mount;
  }

  /// What has a meaning for Occlum alone.
  static void refuseOcclum(YamlMapping in) {
    for (String key : OF_OCCLUM) {
      if (in.has(key)) {
        throw in.error(key, "belongs to Occlum, and this enclave is Gramine's (key gramine)");
      }
    }
  }
}
