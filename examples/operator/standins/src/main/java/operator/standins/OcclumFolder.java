package operator.standins;

import coffer.testkit.EnclaveElf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// As much of Occlum's distribution as a build looks at, with a library OS that runs nothing: to
/// try the build where Occlum is not at hand.
final class OcclumFolder {
  private OcclumFolder() {}

  static void write(Path folder) throws IOException {
    Path lib = Files.createDirectories(folder.resolve("opt/occlum/build/lib"));
    Path bin = Files.createDirectories(folder.resolve("opt/occlum/build/bin"));
    Files.write(
        lib.resolve("libocclum-libos.so.0.31.0"),
        EnclaveElf.ofSdk(21).withBuiltinConfig().toBytes());
    Files.writeString(lib.resolve("libocclum-pal.so.0.31.0"), "stand-in\n");
    Files.createSymbolicLink(lib.resolve("libocclum-pal.so"), Path.of("libocclum-pal.so.0.31.0"));
    Files.writeString(bin.resolve("init"), "stand-in\n");
  }
}
