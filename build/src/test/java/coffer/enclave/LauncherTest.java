package coffer.enclave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.workload.LauncherSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// launcher.c, compiled by this machine's compiler with a file of ours for the image's, starts a
/// script in the JVM's place.
class LauncherTest {
  private static final LauncherSettings NO_PROGRAM = new LauncherSettings(false, null, null, null);

  @TempDir Path scratch;

  private record Ended(int status, String output) {}

  private Ended run(@Nullable String commandFile, String... arguments) throws Exception {
    Path file = scratch.resolve("command");
    if (commandFile != null) {
      Files.writeString(file, commandFile);
    }
    Files.writeString(scratch.resolve("launcher.c"), Launcher.source());
    assertEquals(
        new Ended(0, ""),
        ended(
            List.of(
                "gcc",
                "-std=c99",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-DCOMMAND_FILE=\"" + file + "\"",
                "-o",
                "launcher",
                "launcher.c")));
    List<String> words = new java.util.ArrayList<>(List.of("./launcher"));
    words.addAll(List.of(arguments));
    return ended(words);
  }

  private Ended ended(List<String> words) throws Exception {
    Process process =
        new ProcessBuilder(words).directory(scratch.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Ended(process.exitValue(), output);
  }

  private Path java(String script) throws IOException {
    Path file = Files.writeString(scratch.resolve("java"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  @Test
  void theServiceHasItsArgumentsAndItsLimits() throws Exception {
    Path java = java("ulimit -S -v; ulimit -S -d; ulimit -S -s; printf '<%s>' \"$@\"; exit 7\n");
    LauncherSettings limits = new LauncherSettings(true, "26GB", "256MB", "2MB");
    Launcher launcher =
        new Launcher(limits, List.of(java.toString(), "-Da=b c", "", "-jar", "/x\"y"));
    assertEquals(
        new Ended(7, "27262976\n262144\n2048\n<-Da=b c><><-jar></x\"y>"), run(launcher.text()));
  }

  @Test
  void aSignalThatEndsTheServiceIsTold() throws Exception {
    assertEquals(new Ended(128 + 9, ""), run("command\n" + java("kill -9 $$\n") + "\n"));
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    Path file = scratch.resolve("command");
    assertEquals(125, run(null).status());
    assertEquals(
        new Ended(125, "launcher: " + file + ": a limit, or the line 'command' wanted\n"),
        run("/bin/sh\n"));
    assertEquals(
        new Ended(125, "launcher: 1x: a number of bytes wanted as a limit\n"),
        run("limit as 1x\n"));
    assertEquals(new Ended(125, "launcher: " + file + ": no command in it\n"), run("command\n"));
    assertEquals(
        new Ended(125, "launcher: /no/such: No such file or directory\n"),
        run("command\n/no/such\n"));
    assertTrue(run("command\n/bin/true\n", "/bin/sh").output().contains("no arguments wanted"));
  }

  @Test
  void theSameSourceMakesTheSameProgram() throws Exception {
    Launcher launcher =
        new Launcher(new LauncherSettings(true, null, null, null), List.of("/bin/true"));
    assertArrayEquals(bytes(launcher), bytes(launcher));
    assertEquals(List.of(Launcher.PROGRAM), launcher.start());
  }

  private static byte[] bytes(Launcher launcher) throws Exception {
    FileTree tree = new FileTree();
    launcher.addTo(tree);
    assertTrue(tree.has(Launcher.PROGRAM));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tree.writeTo(tar);
    return tar.toByteArray();
  }

  @Test
  void withoutAProgramTheJvmReadsItsOptions() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    Launcher launcher =
        new Launcher(
            NO_PROGRAM,
            List.of(java, "-Dwords=a \"b\" \\c # d", "-XshowSettings:properties", "-version"));
    assertEquals(List.of(java, "@" + Launcher.FILE), launcher.start());
    Path file = Files.writeString(scratch.resolve("options"), launcher.text());
    Ended ended = ended(List.of(java, "@" + file));
    assertTrue(ended.output().contains("words = a \"b\" \\c # d"), ended.output());
  }

  @Test
  void aMissingCompilerIsNamedWithWhatNeedsNone() throws Exception {
    Launcher launcher =
        new Launcher(new LauncherSettings(true, null, null, null), List.of("/opt/java/bin/java"));
    BuildException missing =
        assertThrows(BuildException.class, () -> launcher.find(scratch.toString()));
    String message = String.valueOf(missing.getMessage());
    assertTrue(message.contains("cc or gcc wanted on PATH"), message);
    assertTrue(message.contains("occlum run /opt/java/bin/java @/etc/coffer/command"), message);
    Path cc = java("");
    Files.move(cc, scratch.resolve("cc"));
    assertEquals(scratch.resolve("cc"), launcher.find("/no/such:" + scratch));
  }
}
