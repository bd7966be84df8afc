package coffer.javaimage;

import coffer.bytes.MalformedException;
import coffer.elf.ElfFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A Java runtime of some modules, linked from the JDK that runs us.
public record JavaRuntime(Path folder) {
  /// Options that change what is linked; part of the cache's key. Native debug symbols stay,
  /// because stripping them would need a program that not every machine has.
  static final List<String> OPTIONS =
      List.of("--strip-java-debug-attributes", "--no-man-pages", "--no-header-files");

  /// Links the runtime into `folder`, which must not exist yet.
  ///
  /// In a process of its own with an empty environment: jlink generates method-handle classes with
  /// the JVM that it runs in, and they would depend on what that JVM did before.
  public static JavaRuntime link(Path jdk, SortedSet<String> modules, Path folder)
      throws IOException, InterruptedException, BuildException {
    Path jlink = jdk.resolve("bin/jlink");
    if (!Files.isExecutable(jlink)) {
      throw new IOException(jdk + ": a whole JDK wanted, found a Java runtime without bin/jlink");
    }
    List<String> command = new ArrayList<>(List.of(jlink.toString()));
    command.addAll(OPTIONS);
    command.addAll(
        List.of("--add-modules", String.join(",", modules), "--output", folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BuildException(
            "jlink cannot link %s: %s".formatted(String.join(",", modules), output.strip()));
      }
      return new JavaRuntime(folder);
    } finally {
      process.destroy();
    }
  }

  /// Adds every file below `target`. Programs keep their right to be executed, everything else is
  /// readable, whatever the umask was.
  public void addTo(FileTree tree, String target) throws IOException {
    tree.copy(folder, target);
  }

  /// What its programs and libraries need of the system.
  ///
  /// @param libraries names of libraries that are not its own
  /// @param interpreters absolute paths of the loaders that its programs name
  public record Needs(SortedSet<String> libraries, SortedSet<String> interpreters) {}

  /// See [Needs].
  public Needs needs() throws IOException {
    SortedSet<String> libraries = new TreeSet<>();
    SortedSet<String> interpreters = new TreeSet<>();
    Set<String> own = new HashSet<>();
    for (Path file : files()) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isElf(file)) {
        ElfFile facts = parse(file);
        own.add(String.valueOf(file.getFileName()));
        libraries.addAll(facts.needed());
        facts.interpreter().ifPresent(interpreters::add);
      }
    }
    libraries.removeAll(own);
    return new Needs(libraries, interpreters);
  }

  private List<Path> files() throws IOException {
    return Folders.walk(folder).stream().skip(1).toList();
  }

  private static boolean isElf(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return ElfFile.hasMagic(MemorySegment.ofArray(in.readNBytes(4)));
    }
  }

  private static ElfFile parse(Path file) throws IOException {
    try {
      ElfFile facts = ElfFile.parse(Files.readAllBytes(file));
      if (facts.machine() != ElfFile.X86_64) {
        throw new MalformedException("an x86-64 program wanted, found machine " + facts.machine());
      }
      return facts;
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }
}
