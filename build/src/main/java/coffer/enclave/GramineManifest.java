package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.gramine.Manifest;
import coffer.javaimage.BuildException;
import coffer.sizing.GraminePlan;
import coffer.toml.Toml;
import coffer.workload.GramineSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The manifest of a workload.
record GramineManifest(Workload workload, GramineSettings settings, boolean edmm) {
  /// Where the files lie beside the manifest.
  static final String ROOT = "root";

  static final String LIBOS = "gramine/libsysdb.so";

  private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

  /// @param libos the hash of the library OS
  Manifest of(GraminePlan plan, GramineRoot root, Bytes libos, List<String> command)
      throws IOException, BuildException {
    Manifest.Builder manifest = new Manifest.Builder();
    manifest
        .put("loader", "entrypoint", table("uri", "file:" + LIBOS, "sha256", libos.toHex()))
        .put("loader", "argv", command)
        .put("loader", "env", environment(root.libraryPath()))
        .put("libos", "entrypoint", command.getFirst())
        .put("fs", "root", table("type", "chroot", "uri", "file:" + ROOT))
        .put("fs", "mounts", mounts())
        .put("sgx", "enclave_size", plan.sizeText())
        .put("sgx", "max_threads", plan.threads())
        .put("sgx", "edmm_enable", edmm)
        .put("sgx", "debug", settings.debug())
        .put("sgx", "isvprodid", settings.productId())
        .put("sgx", "isvsvn", settings.svn())
        .put("sgx", "remote_attestation", "dcap");
    List<String> allowed = allowed();
    if (!allowed.isEmpty()) {
      manifest.put("sgx", "allowed_files", allowed);
    }
    Toml.Table merged = ManifestMerge.of(manifest.table(), extra());
    return new Manifest(presets(merged)).withTrustedFiles(root.trusted(ROOT));
  }

  /// What holds unless the user's file says something else. A JVM asks where a page fault was
  /// (`use_exinfo`).
  private static Toml.Table presets(Toml.Table document) {
    Toml.Table loader = document.table("loader", "loader").orElse(Toml.Table.EMPTY);
    Toml.Table sgx = document.table("sgx", "sgx").orElse(Toml.Table.EMPTY);
    Toml.Table sys = document.table("sys", "sys").orElse(Toml.Table.EMPTY);
    return document
        .with("loader", loader.withDefault("log_level", new Toml.Text("error")))
        .with(
            "sys",
            sys.withDefault("enable_extra_runtime_domain_names_conf", new Toml.Bool(true))
                .withDefault("stack", table("size", "8M")))
        .with("sgx", sgx.withDefault("use_exinfo", new Toml.Bool(true)));
  }

  private static Toml.Table table(String... members) {
    Map<String, Toml> table = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      table.put(members[i], new Toml.Text(members[i + 1]));
    }
    return new Toml.Table(table);
  }

  private Toml.Table environment(String libraryPath) throws BuildException {
    Map<String, Toml> variables = new LinkedHashMap<>();
    variables.put(LIBRARY_PATH, new Toml.Text(libraryPath));
    workload.environment().forEach((name, value) -> variables.put(name, new Toml.Text(value)));
    for (String name : settings.passthrough()) {
      Toml passed = new Toml.Table(Map.of("passthrough", new Toml.Bool(true)));
      if (variables.putIfAbsent(name, passed) != null) {
        throw new BuildException(
            "sgx.gramine.passthrough: %s has a value already, which is part of the identity"
                .formatted(name));
      }
    }
    return new Toml.Table(variables);
  }

  private Toml mounts() {
    List<Toml> mounts = new ArrayList<>();
    if (settings.mounts().stream().noneMatch(mount -> mount.path().equals("/tmp"))) {
      mounts.add(table("type", "tmpfs", "path", "/tmp"));
    }
    for (GramineSettings.Mount mount : settings.mounts()) {
      String source = "file:" + (mount.source() == null ? "" : mount.source());
      mounts.add(
          switch (mount.type()) {
            case "tmpfs" -> table("type", "tmpfs", "path", mount.path());
            case "encrypted" ->
                table(
                    "type",
                    "encrypted",
                    "path",
                    mount.path(),
                    "uri",
                    source,
                    "key_name",
                    mount.key() == null ? "_sgx_mrenclave" : mount.key());
            default -> table("type", "chroot", "path", mount.path(), "uri", source);
          });
    }
    return new Toml.Array(mounts);
  }

  private List<String> allowed() {
    return settings.mounts().stream()
        .filter(mount -> mount.type().equals("allowed"))
        .map(mount -> "file:" + mount.source())
        .toList();
  }

  private Toml.Table extra() throws IOException {
    if (settings.manifest() == null) {
      return Toml.Table.EMPTY;
    }
    Path file = workload.resolve(settings.manifest());
    try {
      return Toml.parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }
}
