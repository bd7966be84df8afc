package coffer.enclave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.SharedLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uses this JDK's launcher as the program, and this machine's C library as the one of a system.
class EnclaveLibrariesTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String LOADER = "/lib64/ld-linux-x86-64.so.2";
  private static final String GLIBC = "opt/occlum/glibc/lib";

  @TempDir Path system;

  private final FileTree tree = new FileTree();

  @BeforeEach
  void makeTree() {
    tree.file("/opt/java/bin/java", 0755, JDK.resolve("bin/java"));
    tree.file("/opt/java/lib/libjli.so", 0644, JDK.resolve("lib/libjli.so"));
  }

  /// Copies what the launcher needs from this machine to a folder of the system.
  private void install(String folder) throws IOException {
    List<SharedLibraries.Need> needs = new ArrayList<>();
    for (String name : List.of("libc.so.6", "libdl.so.2", "libpthread.so.0", "libz.so.1")) {
      needs.add(new SharedLibraries.Need(name, List.of(), "the test"));
    }
    SharedLibraries.Closure here = SharedLibraries.below(Path.of("/")).of(needs, Set.of(LOADER));
    Files.createDirectories(system.resolve(folder));
    for (Map.Entry<String, Path> file : here.files().entrySet()) {
      String name = file.getKey().substring(file.getKey().lastIndexOf('/') + 1);
      Path target = system.resolve(folder).resolve(name);
      if (!Files.exists(target)) {
        Files.copy(file.getValue(), target);
      }
    }
  }

  private void complete() throws IOException, BuildException {
    new EnclaveLibraries(system, "/opt/java", _ -> {}).complete(tree);
  }

  @Test
  void occlumsOwnLibrariesWin() throws Exception {
    install(GLIBC);
    install("lib64");
    complete();
    assertTrue(tree.has("/" + GLIBC + "/libc.so.6"));
    assertEquals(
        system.resolve(GLIBC).resolve("libc.so.6"), tree.onDisk().get("/" + GLIBC + "/libc.so.6"));
    assertEquals(system.resolve(GLIBC).resolve("ld-linux-x86-64.so.2"), tree.onDisk().get(LOADER));
    assertTrue(tree.has("/" + GLIBC + "/ld-linux-x86-64.so.2"), "a link to the loader");
    assertFalse(tree.onDisk().containsKey("/" + GLIBC + "/ld-linux-x86-64.so.2"));
  }

  @Test
  void absoluteLinksBeginAtTheSystem() throws Exception {
    install("usr/real");
    Files.createDirectories(system.resolve("lib64"));
    Files.createSymbolicLink(
        system.resolve("lib64/ld-linux-x86-64.so.2"), Path.of("/usr/real/ld-linux-x86-64.so.2"));
    Files.createSymbolicLink(system.resolve("lib"), Path.of("/usr/real"));
    complete();
    assertEquals(system.resolve("usr/real/ld-linux-x86-64.so.2"), tree.onDisk().get(LOADER));
    assertEquals(system.resolve("usr/real/libc.so.6"), tree.onDisk().get("/lib/libc.so.6"));
  }

  @Test
  void whatIsNowhereIsNamedWithWhoNeedsIt() {
    String problem =
        String.valueOf(assertThrows(BuildException.class, this::complete).getMessage());
    assertTrue(problem.contains("libc.so.6 (needed by /opt/java/"), problem);
    assertTrue(problem.contains(LOADER), problem);
  }

  @Test
  void partsOfTheRuntimeMayLackTheirs() throws Exception {
    install("lib64");
    Path window = JDK.resolve("lib/libawt_xawt.so");
    Assumptions.assumeTrue(Files.exists(window), "a JDK without windows");
    tree.file("/opt/java/lib/libawt_xawt.so", 0644, window);
    List<String> told = new ArrayList<>();
    new EnclaveLibraries(system, "/opt/java", told::add).complete(tree);
    assertTrue(told.getFirst().contains("libX11.so.6"), told::toString);
  }
}
