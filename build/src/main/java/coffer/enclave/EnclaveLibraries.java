package coffer.enclave;

import coffer.bytes.MalformedException;
import coffer.elf.ElfFile;
import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.SharedLibraries;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Completes the root file system of an enclave with the shared libraries that its files need. What
/// a program cannot start without is wanted; what only an optional part of the Java runtime needs
/// (such as its windows) is left out, and told.
final class EnclaveLibraries {
  private static final String GLIBC_LOADER = "/lib64/ld-linux-x86-64.so.2";
  private static final String GLIBC_FOLDER = "/opt/occlum/glibc/lib";

  private final SharedLibraries libraries;
  private final String runtime;
  private final Consumer<String> progress;

  /// @param system the folder of the system that has the libraries
  /// @param runtime where the Java runtime lies inside; empty when there is none
  EnclaveLibraries(Path system, String runtime, Consumer<String> progress) throws IOException {
    this.libraries = SharedLibraries.below(system, OcclumDistribution.libraryFolders());
    this.runtime = runtime;
    this.progress = progress;
  }

  /// The folders, absolute inside the system, where libraries are looked for.
  static List<String> folders(Path system) throws IOException {
    return SharedLibraries.below(system, OcclumDistribution.libraryFolders()).folders();
  }

  /// Adds what is needed; fails naming every library that is nowhere and who needs it.
  void complete(FileTree tree) throws IOException, BuildException {
    Map<String, ElfFile> programs = programs(tree);
    Set<String> own = new HashSet<>();
    programs.keySet().forEach(path -> own.add(path.substring(path.lastIndexOf('/') + 1)));
    List<SharedLibraries.Need> wanted = new ArrayList<>();
    List<SharedLibraries.Need> optional = new ArrayList<>();
    Set<String> interpreters = new TreeSet<>();
    programs.forEach(
        (path, facts) -> {
          List<SharedLibraries.Need> needs = isOptional(path) ? optional : wanted;
          facts.needed().stream()
              .filter(name -> !own.contains(name))
              .forEach(name -> needs.add(new SharedLibraries.Need(name, List.of(), path)));
          facts.interpreter().ifPresent(interpreters::add);
        });
    interpreters.removeIf(tree::has);
    require(libraries.of(wanted, interpreters).missing());
    List<SharedLibraries.Need> all = new ArrayList<>(wanted);
    all.addAll(optional);
    SharedLibraries.Closure closure = libraries.of(all, interpreters);
    if (!closure.missing().isEmpty()) {
      progress.accept("left out, for parts of the runtime alone: " + named(closure.missing()));
    }
    closure
        .files()
        .forEach(
            (path, file) -> {
              if (!own.contains(path.substring(path.lastIndexOf('/') + 1))) {
                add(tree, path, file);
              }
            });
    if (tree.has(GLIBC_LOADER) && closure.files().containsKey(GLIBC_FOLDER + "/libc.so.6")) {
      link(tree, GLIBC_FOLDER + "/ld-linux-x86-64.so.2", GLIBC_LOADER);
    }
  }

  private static void require(SortedMap<String, String> missing) throws BuildException {
    if (!missing.isEmpty()) {
      throw new BuildException(
          "libraries that are not there: %s; name their system by sgx.libraries, or copy them by"
                  .formatted(named(missing))
              + " sgx.files");
    }
  }

  private static String named(SortedMap<String, String> missing) {
    List<String> texts = new ArrayList<>();
    missing.forEach((name, by) -> texts.add("%s (needed by %s)".formatted(name, by)));
    return String.join(", ", texts);
  }

  /// The loader is copied once and named twice, as `occlum init` does it.
  private static void link(FileTree tree, String path, String target) {
    if (!tree.has(path)) {
      tree.link(path, target);
    }
  }

  private static void add(FileTree tree, String path, Path file) {
    if (path.equals(GLIBC_FOLDER + "/ld-linux-x86-64.so.2") || tree.has(path)) {
      return;
    }
    tree.file(path, 0755, file);
  }

  /// Programs, and the virtual machine, are started; the runtime's other libraries are loaded when
  /// somebody asks for what they do.
  private boolean isOptional(String path) {
    return !runtime.isEmpty()
        && path.startsWith(runtime + "/lib/")
        && !path.startsWith(runtime + "/lib/server/")
        && !path.endsWith("/libjli.so")
        && !path.endsWith("/libjava.so");
  }

  private static Map<String, ElfFile> programs(FileTree tree) throws IOException {
    Map<String, ElfFile> programs = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : new TreeMap<>(tree.onDisk()).entrySet()) {
      if (isElf(file.getValue())) {
        programs.put(file.getKey(), parse(file.getValue()));
      }
    }
    return programs;
  }

  private static boolean isElf(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      return start.length == 4 && ElfFile.hasMagic(MemorySegment.ofArray(start));
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
