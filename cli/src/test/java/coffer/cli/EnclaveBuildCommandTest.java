package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `coffer build --tee sgx` refuses before it builds anything.
class EnclaveBuildCommandTest {
  private static final String HEAD = "apiVersion: coffer/v1\nkind: Workload\nname: small\n";

  @TempDir Path folder;

  private CommandRun run(String workload, String... more) throws IOException {
    Files.writeString(folder.resolve("coffer.yaml"), HEAD + workload);
    String[] words = {"build", folder.toString(), "--tee", "sgx"};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return CommandRun.of(all);
  }

  private static void assertFails(CommandRun run, int exit, String text) {
    assertEquals(exit, run.exit(), run::toString);
    assertTrue(run.err().contains(text), run.err());
  }

  @Test
  void aWorkloadWithoutTheKeySaysWhatIsMissing() throws IOException {
    assertFails(
        run("service: {type: java, source: src}\n"), ExitCode.USAGE, "coffer.yaml: no key sgx");
  }

  @Test
  void anImageIsNoEnclave() throws IOException {
    assertFails(
        run("service: {type: image, image: x.tar}\nsgx: {libos: dist}\n"),
        ExitCode.USAGE,
        "a service of type java wanted");
  }

  @Test
  void aKeyIsWanted() throws IOException {
    assertFails(
        run("service: {type: java, source: src}\nsgx: {libos: dist}\n"),
        ExitCode.USAGE,
        "one of --key and --pkcs11 wanted");
  }

  @Test
  void aMissingLibraryOsIsMalformedInput() throws IOException {
    assertFails(
        run("service: {type: java, source: src}\nsgx: {edmm: true}\n"),
        ExitCode.MALFORMED,
        "sgx.libos: missing");
  }
}
