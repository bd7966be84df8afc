package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BuildCommandTest {
  private static final String HEAD =
      "apiVersion: coffer/v1\nkind: Workload\nname: small\nservice:\n  type: ";

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void aFolderWithoutCofferYamlIsNamed() {
    assertFails(ExitCode.ENVIRONMENT, "coffer.yaml: no such file or folder");
  }

  @Test
  void aWrongKeyIsMalformedInputWithItsPlace() throws IOException {
    write("java\n  sorce: src\n");
    assertFails(ExitCode.MALFORMED, "coffer.yaml: line 6, column 3: service.sorce: unknown key");
  }

  @Test
  void aMissingJarSaysWhatToDo() throws IOException {
    write("java\n  jar: target/x.jar\n");
    assertFails(
        ExitCode.ENVIRONMENT,
        "target/x.jar: no such file or folder; service.jar names it; build it first");
  }

  @Test
  void aServiceThatDoesNotCompileHasFailed() throws IOException {
    write("java\n  source: .\n");
    Files.writeString(folder.resolve("Main.java"), "class {");
    assertFails(ExitCode.REJECTED, "does not compile");
    assertFalse(err.toString().contains("defect"));
  }

  @Test
  void anImageOfOthersIsNotBuilt() throws IOException {
    write("image\n  image: x.tar\n");
    assertFails(ExitCode.USAGE, "x.tar is an image that exists already");
  }

  private void write(String service) throws IOException {
    Files.writeString(folder.resolve("coffer.yaml"), HEAD + service);
  }

  private void assertFails(int exitCode, String message) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setErr(new PrintWriter(err, true));
    assertEquals(exitCode, commandLine.execute("build", folder.toString()), err.toString());
    assertTrue(err.toString().contains(message), err.toString());
    assertFalse(Files.exists(folder.resolve(".coffer/image")));
  }
}
