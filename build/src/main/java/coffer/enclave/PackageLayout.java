package coffer.enclave;

import coffer.javaimage.FileTree;
import coffer.occlum.InternalConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The folder that Occlum starts, as `occlum package` packs it. Unlike there, links are what they
/// are, and names, times and owners do not depend on the machine.
final class PackageLayout {
  private static final String RUNTIME_PROGRAMS = "/opt/occlum/build/bin/";
  private static final List<String> PROGRAMS =
      List.of("occlum-run", "occlum_exec_client", "occlum_exec_server");
  private static final String IMAGE_KEY = "/etc/image_key";
  private static final String IMAGE_CONFIG = "/etc/image_config.json";

  private PackageLayout() {}

  /// What the layout holds.
  ///
  /// @param image the folder of the service's SEFS image
  /// @param initImage that of the initfs
  /// @param initfs its plain files
  /// @param libos the signed library OS
  /// @param config the protected configuration
  record Parts(Path image, Path initImage, FileTree initfs, byte[] libos, byte[] config) {}

  /// The tree, with one folder of the package's name at its top.
  static FileTree of(PackageRequest request, Parts parts) throws IOException {
    String top = "/" + request.name();
    FileTree tree = new FileTree();
    tree.folder(top, 0755);
    tree.file(top + "/Occlum.json", 0644, request.occlumJson().toArray());
    text(tree, top + "/.__occlum_status", "built\n");
    text(tree, top + "/.sgx_mode", "HW\n");
    for (String program : PROGRAMS) {
      tree.link(top + "/build/bin/" + program, RUNTIME_PROGRAMS + program);
    }
    String lib = top + "/build/lib/";
    tree.file(lib + "libocclum-libos.signed.so", 0644, parts.libos());
    for (Path pal : request.pal()) {
      add(tree, lib + pal.getFileName(), pal);
    }
    tree.file(top + "/build/" + InternalConfig.PROTECTED_NAME, 0644, parts.config());
    tree.copy(parts.image(), top + "/build/mount/__ROOT");
    tree.copy(parts.initImage(), top + "/build/initfs/__ROOT");
    tree.folder(top + "/initfs", 0755);
    tree.add(parts.initfs(), top + "/initfs");
    tree.folder(top + "/run/mount/__ROOT", 0755);
    tree.folder(top + "/run/initfs/__ROOT", 0755);
    return tree;
  }

  /// Whether the initfs has the key of the image, which everybody could read in the package.
  static boolean hasImageKey(FileTree initfs) {
    return initfs.has(IMAGE_KEY);
  }

  /// Says in the initfs that the image has no key, unless that is said already.
  static void completeInit(FileTree initfs) {
    if (!initfs.has(IMAGE_CONFIG)) {
      text(initfs, IMAGE_CONFIG, "{\n  \"image_type\": \"integrity-only\"\n}\n");
    }
  }

  private static void add(FileTree tree, String path, Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      tree.link(path, Files.readSymbolicLink(file).getFileName().toString());
    } else {
      tree.file(path, 0755, file);
    }
  }

  private static void text(FileTree tree, String path, String text) {
    tree.file(path, 0644, text.getBytes(StandardCharsets.US_ASCII));
  }
}
