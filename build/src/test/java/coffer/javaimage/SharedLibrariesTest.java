package coffer.javaimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uses the JDK's own libraries as samples: libjava.so needs libjvm.so and the C library.
class SharedLibrariesTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir Path root;

  @Test
  void theJdkFindsItsLibrariesOnThisMachine() throws IOException {
    SharedLibraries.Closure closure =
        SharedLibraries.below(Path.of("/")).of(new JavaRuntime(JDK.resolve("bin")).needs());
    assertTrue(closure.files().keySet().stream().anyMatch(path -> path.contains("/libc.so")));
    assertTrue(closure.files().keySet().stream().anyMatch(path -> path.contains("/ld-")));
    closure.files().values().forEach(file -> assertTrue(Files.isRegularFile(file)));
  }

  @Test
  void whatALibraryNeedsComesToo() throws IOException {
    put("opt/lib/libjava.so", "libjava.so");
    put("lib/libjvm.so", "server/libjvm.so");
    configure("include conf.d/*.conf\n", Map.of("a.conf", "# a comment\n/opt/lib\n"));
    SharedLibraries.Closure closure = closure("libjava.so");
    assertEquals(
        Map.of(
            "/lib/libjava.so", root.resolve("opt/lib/libjava.so"),
            "/lib/libjvm.so", root.resolve("lib/libjvm.so")),
        closure.files());
    assertTrue(closure.missing().containsKey("libc.so.6"));
  }

  @Test
  void theConfiguredOrderDecides() throws IOException {
    put("one/libx.so", "libzip.so");
    put("two/libx.so", "libzip.so");
    configure("/two\n/one\n", Map.of());
    assertEquals(root.resolve("two/libx.so"), closure("libx.so").files().get("/lib/libx.so"));
  }

  @Test
  void whatIsNoLibraryIsPassedOver() throws IOException {
    Files.createDirectories(root.resolve("one"));
    Files.writeString(root.resolve("one/libx.so"), "/* GNU ld script */");
    put("lib/libx.so", "libzip.so");
    configure("/one\n", Map.of());
    assertEquals(root.resolve("lib/libx.so"), closure("libx.so").files().get("/lib/libx.so"));
  }

  @Test
  void includesThatIncludeThemselvesEnd() throws IOException {
    configure("include /etc/ld.so.conf\n/one\n", Map.of());
    assertFalse(LoaderConfig.folders(root).isEmpty());
    assertEquals(List.of(), LoaderConfig.folders(root.resolve("nowhere")));
  }

  private SharedLibraries.Closure closure(String name) throws IOException {
    return SharedLibraries.below(root)
        .of(new JavaRuntime.Needs(new TreeSet<>(List.of(name)), new TreeSet<>()));
  }

  private void put(String target, String library) throws IOException {
    Files.createDirectories(root.resolve(target).getParent());
    Files.copy(JDK.resolve("lib").resolve(library), root.resolve(target));
  }

  private void configure(String main, Map<String, String> included) throws IOException {
    Files.createDirectories(root.resolve("etc/conf.d"));
    Files.writeString(root.resolve("etc/ld.so.conf"), main);
    for (Map.Entry<String, String> file : included.entrySet()) {
      Files.writeString(root.resolve("etc/conf.d").resolve(file.getKey()), file.getValue());
    }
  }
}
