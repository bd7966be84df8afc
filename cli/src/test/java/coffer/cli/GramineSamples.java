package coffer.cli;

import coffer.testkit.PalElf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A Gramine, as small as it can be: nothing in it runs.
final class GramineSamples {
  private static final String SYSTEM = "/lib/x86_64-linux-gnu/";

  private GramineSamples() {}

  /// Writes what Gramine's packages install, as far as a build looks at it. The C library is this
  /// machine's.
  static void writeDistribution(Path folder) throws IOException {
    Path home = folder.resolve("usr/lib/x86_64-linux-gnu/gramine");
    Path runtime = Files.createDirectories(home.resolve("runtime/glibc"));
    Path sgx = Files.createDirectories(home.resolve("sgx"));
    Files.write(sgx.resolve("libpal.so"), PalElf.bytes());
    Files.writeString(sgx.resolve("loader"), "loader");
    Files.writeString(home.resolve("libsysdb.so"), "libos");
    for (String name :
        List.of("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1")) {
      Files.copy(Path.of(SYSTEM + name), runtime.resolve(name));
    }
    Files.copy(Path.of("/lib64/ld-linux-x86-64.so.2"), runtime.resolve("ld-linux-x86-64.so.2"));
  }
}
