package coffer.enclave;

import coffer.javaimage.FileTree;
import coffer.javaimage.JavaRuntime;
import coffer.javaimage.ServiceJar;
import coffer.workload.ConfigFile;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// What a service brings into its enclave: the Java runtime, the jar with its class path, the files
/// that the workload names, and its configuration.
record ServiceFiles(Workload workload, SgxSettings sgx) {
  /// Where the runtime lies inside.
  static final String RUNTIME = "/opt/java";

  /// Where the program lies inside.
  static final String APP = "/app";

  static final String JAR = APP + "/app.jar";

  /// @param config the file chosen as its configuration; a name, or empty for none
  void addTo(FileTree tree, ServiceJar jar, JavaRuntime runtime, String config) throws IOException {
    runtime.addTo(tree, RUNTIME);
    tree.file(JAR, 0644, jar.file());
    for (String entry : jar.classPath()) {
      tree.file(APP + "/" + entry, 0644, jar.file().resolveSibling(entry));
    }
    for (ConfigFile file : sgx.files()) {
      copy(tree, file, "sgx.files");
    }
    if (!config.isEmpty()) {
      tree.file(sgx.configTarget(), 0644, configuration(config));
    }
  }

  private Path configuration(String name) throws IOException {
    Path folder = workload.resolve(sgx.configs());
    Path file = folder.resolve(name + "-config.json");
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "--config names it; " + known(folder));
    }
    return file;
  }

  private static String known(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "there is no folder " + folder;
    }
    try (var files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("-config.json"))
              .map(name -> name.substring(0, name.length() - "-config.json".length()))
              .sorted()
              .toList();
      return names.isEmpty()
          ? "it has no file NAME-config.json"
          : "it has " + String.join(", ", names);
    }
  }

  private void copy(FileTree tree, ConfigFile file, String key) throws IOException {
    Path source = workload.resolve(file.source());
    if (!Files.exists(source)) {
      throw new NoSuchFileException(source.toString(), null, key + " names it");
    }
    if (Files.isDirectory(source)) {
      tree.copy(source, file.target());
    } else {
      tree.file(file.target(), Files.isExecutable(source) ? 0755 : 0644, source);
    }
  }
}
