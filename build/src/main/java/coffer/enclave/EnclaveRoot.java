package coffer.enclave;

import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.JavaRuntime;
import coffer.javaimage.ServiceJar;
import coffer.occlum.FileSystemType;
import coffer.occlum.Mount;
import coffer.occlum.OcclumConfig;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The root file systems of an enclave: that of the service, and the small one of the program that
/// mounts it.
record EnclaveRoot(Workload workload, SgxSettings sgx, OcclumDistribution occlum, Path libraries) {
  /// Where the runtime lies inside.
  static final String RUNTIME = ServiceFiles.RUNTIME;

  static final String JAR = ServiceFiles.JAR;

  /// What the library OS wants to be there, as `occlum init` makes it.
  private static final List<String> FOLDERS =
      List.of(
          "/bin", "/dev", "/etc", "/ext2", "/host", "/lib", "/lib64", "/opt", "/proc", "/root",
          "/sbin");

  private static final List<String> INIT_FOLDERS = List.of("/bin", "/dev", "/etc", "/lib", "/proc");
  private static final byte[] HOSTS = ascii("127.0.0.1   localhost\n");
  private static final byte[] NAME_SERVICES =
      ascii("passwd: files\ngroup: files\nhosts: files dns\n");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The service's file system.
  ///
  /// @param config the file chosen as its configuration; a name, or empty for none
  FileTree service(
      OcclumConfig occlumConfig,
      ServiceJar jar,
      JavaRuntime runtime,
      String config,
      @Nullable Launcher launcher,
      Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    FileTree tree = new FileTree();
    FOLDERS.forEach(folder -> tree.folder(folder, 0755));
    tree.folder("/tmp", 0777);
    try {
      new ServiceFiles(workload, sgx).addTo(tree, jar, runtime, config);
      if (launcher != null) {
        launcher.addTo(tree);
      }
      mountPoints(tree, occlumConfig);
    } catch (IllegalArgumentException e) {
      throw new BuildException("the enclave's files: " + e.getMessage());
    }
    new EnclaveLibraries(libraries, RUNTIME, progress).complete(tree);
    return tree;
  }

  /// A file system is mounted on a folder that is there. With the host's `/etc` inside, names are
  /// resolved as the host says.
  private static void mountPoints(FileTree tree, OcclumConfig config) {
    for (Mount mount : config.mounts()) {
      if (!tree.has(mount.target()) && !mount.target().equals("/")) {
        tree.folder(mount.target(), 0755);
      }
      if (mount.type() == FileSystemType.HOSTFS
          && "/etc".equals(mount.source())
          && !tree.has("/etc/resolv.conf")) {
        tree.link("/etc/resolv.conf", mount.target() + "/resolv.conf");
      }
    }
    text(tree, "/etc/hosts", HOSTS);
    text(tree, "/etc/nsswitch.conf", NAME_SERVICES);
  }

  private static void text(FileTree tree, String path, byte[] content) {
    if (!tree.has(path)) {
      tree.file(path, 0644, content);
    }
  }

  /// The file system of the program that mounts the service's.
  FileTree init(Consumer<String> progress) throws IOException, BuildException {
    FileTree tree = new FileTree();
    if (sgx.initfs() != null) {
      tree.copy(workload.resolve(sgx.initfs()), "/");
      INIT_FOLDERS.stream().filter(folder -> !tree.has(folder)).forEach(f -> tree.folder(f, 0755));
    } else {
      INIT_FOLDERS.forEach(folder -> tree.folder(folder, 0755));
      Path init =
          occlum
              .init()
              .orElseThrow(
                  () ->
                      new BuildException(
                          "%s: no build/bin/init in it; name the initfs by sgx.initfs"
                              .formatted(occlum.home())));
      tree.file("/bin/init", 0755, init);
    }
    text(tree, "/etc/hosts", HOSTS);
    new EnclaveLibraries(libraries, "", progress).complete(tree);
    return tree;
  }
}
