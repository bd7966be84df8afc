package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.identity.SgxIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A service in a folder of its own for each test, which `coffer build --tee sgx` packages.
abstract class EnclaveServiceFixture {
  @TempDir Path scratch;

  Coffer coffer = new Coffer(Path.of("."));
  Path service = Path.of(".");
  Path results = Path.of(".");

  @BeforeEach
  void makeService() throws Exception {
    coffer = new Coffer(scratch.resolve("home"));
    service = Files.createDirectory(scratch.resolve("operator"));
    results = service.resolve(".coffer/sgx");
    writeService();
    OcclumSamples.writeKey(service.resolve("key.pem"));
  }

  /// Writes its sources and its library OS into `service`.
  abstract void writeService() throws Exception;

  final void write(String file, String text) throws IOException {
    Path path = service.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  final Coffer.Result build(String... more) {
    List<String> words = new ArrayList<>(List.of("build", service.toString(), "--tee", "sgx"));
    words.addAll(List.of(more));
    return coffer.run(words.toArray(String[]::new));
  }

  final Coffer.Result built(String... more) {
    Coffer.Result result = build(more);
    assertEquals(0, result.exit(), result::all);
    return result;
  }

  final SgxIdentity identity() throws IOException {
    return SgxIdentity.parse(Files.readAllBytes(results.resolve("package/identity.json")));
  }

  final Path unpacked() throws IOException {
    Path folder = Files.createTempDirectory(scratch, "unpacked");
    Path archive = results.resolve("package/operator.tar.gz");
    must("tar", "-xf", archive.toString(), "-C", folder.toString());
    return folder.resolve("operator");
  }

  final Coffer.Result must(String... command) {
    Coffer.Result result = coffer.run(List.of(command), scratch);
    assertEquals(0, result.exit(), result::all);
    return result;
  }
}
