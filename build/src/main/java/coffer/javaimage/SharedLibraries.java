package coffer.javaimage;

import coffer.bytes.MalformedException;
import coffer.elf.ElfFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds the shared libraries that ELF files need, as ld.so(8) would, without running anything: the
/// closure over `DT_NEEDED`, searched in `DT_RPATH` or `DT_RUNPATH` of a library that has one, then
/// in the folders of ld.so.conf, then in the default folders.
final class SharedLibraries {
  private static final List<String> DEFAULT_FOLDERS =
      List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib");

  /// Name resolution of a C library older than 2.34 loads these by name when it needs them.
  private static final List<String> NAME_SERVICES = List.of("libnss_files.so.2", "libnss_dns.so.2");

  private static final byte[] HAS_NAME_SERVICES_INSIDE =
      "GLIBC_2.34\0".getBytes(StandardCharsets.US_ASCII);

  private final Path root;
  private final List<String> folders;

  private SharedLibraries(Path root, List<String> folders) {
    this.root = root;
    this.folders = folders;
  }

  /// Searches below `root`, which is `/` but in tests.
  static SharedLibraries below(Path root) throws IOException {
    Set<String> folders = new LinkedHashSet<>(LoaderConfig.folders(root));
    folders.addAll(DEFAULT_FOLDERS);
    return new SharedLibraries(root, List.copyOf(folders));
  }

  /// What a set of programs needs.
  ///
  /// @param files absolute path inside an image, to the file on this machine
  /// @param missing names that were not found on this machine
  record Closure(SortedMap<String, Path> files, SortedSet<String> missing) {}

  /// The closure over what is needed, together with the interpreters.
  ///
  /// All libraries go to the folder where the C library lies here, because the loader searches that
  /// one without configuration.
  Closure of(JavaRuntime.Needs needs) throws IOException {
    SortedMap<String, Path> found = new TreeMap<>();
    SortedSet<String> missing = new TreeSet<>();
    Deque<Need> open = new ArrayDeque<>();
    needs.libraries().forEach(name -> open.add(new Need(name, List.of())));
    while (!open.isEmpty()) {
      Need need = open.remove();
      if (found.containsKey(need.name)) {
        continue;
      }
      Optional<Library> library = find(need);
      if (library.isEmpty()) {
        missing.add(need.name);
        continue;
      }
      found.put(need.name, library.get().file);
      open.addAll(needsOf(library.get()));
    }
    return new Closure(placed(found, interpreters(needs.interpreters(), missing)), missing);
  }

  private SortedMap<String, Path> interpreters(Set<String> paths, SortedSet<String> missing) {
    SortedMap<String, Path> found = new TreeMap<>();
    for (String path : paths) {
      if (facts(below(path)).isPresent()) {
        found.put(path, below(path));
      } else {
        missing.add(path);
      }
    }
    return found;
  }

  private record Need(String name, List<Path> before) {}

  private record Library(Path file, ElfFile facts) {}

  private List<Need> needsOf(Library library) throws IOException {
    List<Path> before = searchedBefore(library);
    List<String> names = new ArrayList<>(library.facts.needed());
    if (isLibc(String.valueOf(library.file.getFileName()))
        && !contains(Files.readAllBytes(library.file), HAS_NAME_SERVICES_INSIDE)) {
      NAME_SERVICES.stream()
          .filter(name -> find(new Need(name, before)).isPresent())
          .forEach(names::add);
    }
    return names.stream().map(name -> new Need(name, before)).toList();
  }

  private List<Path> searchedBefore(Library library) {
    List<String> listed =
        library.facts.runpath().isEmpty() ? library.facts.rpath() : library.facts.runpath();
    String origin = String.valueOf(library.file.getParent());
    return listed.stream()
        .map(folder -> folder.replace("${ORIGIN}", "$ORIGIN"))
        .map(
            folder ->
                folder.startsWith("$ORIGIN")
                    ? Path.of(origin + folder.substring("$ORIGIN".length())).normalize()
                    : below(folder))
        .toList();
  }

  private Optional<Library> find(Need need) {
    List<Path> places = new ArrayList<>(need.before);
    folders.forEach(folder -> places.add(below(folder)));
    for (Path place : places) {
      Path file = place.resolve(need.name);
      Optional<ElfFile> facts = facts(file);
      if (facts.isPresent()) {
        return Optional.of(new Library(file, facts.get()));
      }
    }
    return Optional.empty();
  }

  /// A file of another architecture is passed over, as the loader does.
  private static Optional<ElfFile> facts(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      ElfFile facts = ElfFile.parse(Files.readAllBytes(file));
      return Optional.of(facts).filter(found -> found.machine() == ElfFile.X86_64);
    } catch (MalformedException | IOException _) {
      return Optional.empty();
    }
  }

  private SortedMap<String, Path> placed(
      SortedMap<String, Path> found, SortedMap<String, Path> interpreters) {
    String folder =
        found.entrySet().stream()
            .filter(entry -> isLibc(entry.getKey()))
            .map(entry -> "/" + root.relativize(entry.getValue().getParent()))
            .findFirst()
            .orElse("/lib");
    SortedMap<String, Path> placed = new TreeMap<>(interpreters);
    found.forEach((name, file) -> placed.putIfAbsent(folder + "/" + name, file));
    return placed;
  }

  private static boolean isLibc(String name) {
    return name.startsWith("libc.so") || name.startsWith("libc.musl");
  }

  private Path below(String absolute) {
    return root.resolve(absolute.replaceFirst("^/+", "")).normalize();
  }

  private static boolean contains(byte[] content, byte[] wanted) {
    for (int at = 0; at <= content.length - wanted.length; at++) {
      if (Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
