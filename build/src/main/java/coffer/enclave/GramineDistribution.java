package coffer.enclave;

import coffer.javaimage.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What Gramine's packages install, as far as a build needs it.
///
/// @param home the folder with the content of `/usr/lib/x86_64-linux-gnu/gramine`
record GramineDistribution(Path home) {
  /// Where distributions install it.
  private static final List<String> HOMES =
      List.of(
          "usr/lib/x86_64-linux-gnu/gramine",
          "usr/lib64/gramine",
          "usr/lib/gramine",
          "usr/local/lib/x86_64-linux-gnu/gramine",
          "usr/local/lib64/gramine",
          "usr/local/lib/gramine",
          "");

  private static final String PAL = "sgx/libpal.so";
  private static final String LIBOS = "libsysdb.so";
  private static final String LOADER = "sgx/loader";
  private static final String RUNTIME = "runtime/glibc";

  /// The name of the dynamic loader among the runtime's libraries.
  static final String DYNAMIC_LOADER = "ld-linux-x86-64.so.2";

  /// The distribution in a folder: one of a whole system, or the folder `gramine` itself.
  static GramineDistribution in(Path folder) throws BuildException {
    for (String home : HOMES) {
      GramineDistribution found = new GramineDistribution(folder.resolve(home));
      if (Files.isRegularFile(found.pal())) {
        found.require(LIBOS);
        found.require(RUNTIME + "/libc.so.6");
        found.require(RUNTIME + "/" + DYNAMIC_LOADER);
        return found;
      }
    }
    throw new BuildException(
        "%s: no Gramine with SGX: %s/%s or %s wanted in it"
            .formatted(folder, HOMES.getFirst(), PAL, PAL));
  }

  private void require(String file) throws BuildException {
    if (!Files.isRegularFile(home.resolve(file))) {
      throw new BuildException("%s: no %s, which every Gramine has".formatted(home, file));
    }
  }

  /// The code that the enclave enters.
  Path pal() {
    return home.resolve(PAL);
  }

  /// The library OS, which the manifest names.
  Path libos() {
    return home.resolve(LIBOS);
  }

  /// The part outside the enclave that starts it; may be missing.
  Path loader() {
    return home.resolve(LOADER);
  }

  /// The C library that calls the library OS instead of a kernel: its files, in order.
  List<Path> runtime() throws IOException {
    try (var files = Files.list(home.resolve(RUNTIME))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
