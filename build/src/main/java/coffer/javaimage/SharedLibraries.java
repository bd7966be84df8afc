package coffer.javaimage;

import coffer.bytes.MalformedException;
import coffer.elf.ElfFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import java.util.TreeMap;

/// Finds the shared libraries that ELF files need, as ld.so(8) would, without running anything: the
/// closure over `DT_NEEDED`, searched in `DT_RPATH` or `DT_RUNPATH` of a library that has one, then
/// in the folders of ld.so.conf, then in the default folders. Links are followed as a program would
/// that has the searched folder as its root.
public final class SharedLibraries {
  private static final List<String> DEFAULT_FOLDERS =
      List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib");

  /// Name resolution of a C library older than 2.34 loads these by name when it needs them.
  private static final List<String> NAME_SERVICES = List.of("libnss_files.so.2", "libnss_dns.so.2");

  private static final byte[] HAS_NAME_SERVICES_INSIDE =
      "GLIBC_2.34\0".getBytes(StandardCharsets.US_ASCII);

  /// Where musl's loader looks first.
  private static final String MUSL_FOLDER = "/lib";

  private final Path root;
  private final List<String> first;
  private final List<String> folders;

  private SharedLibraries(Path root, List<String> first, List<String> folders) {
    this.root = root;
    this.first = first;
    this.folders = folders;
  }

  /// Searches below `root`: `/`, or a folder that holds another system.
  public static SharedLibraries below(Path root) throws IOException {
    return below(root, List.of());
  }

  /// As [#below(Path)], but libraries and loaders in the folders of `first` (absolute paths inside
  /// that system) win.
  public static SharedLibraries below(Path root, List<String> first) throws IOException {
    Set<String> folders = new LinkedHashSet<>(first);
    folders.addAll(LoaderConfig.folders(root));
    folders.addAll(DEFAULT_FOLDERS);
    return new SharedLibraries(root.toAbsolutePath(), List.copyOf(first), List.copyOf(folders));
  }

  /// Where libraries are looked for, absolute inside the system, the first first.
  public List<String> folders() {
    return folders;
  }

  /// A library that somebody needs.
  ///
  /// @param before folders of this machine to search first
  /// @param by who needs it, for people
  public record Need(String name, List<Path> before, String by) {
    public Need {
      before = List.copyOf(before);
    }
  }

  /// What a set of programs needs.
  ///
  /// @param files absolute path inside an image, to the file on this machine
  /// @param missing names that were not found, each with who needs it
  public record Closure(SortedMap<String, Path> files, SortedMap<String, String> missing) {}

  /// The closure over what is needed, together with the interpreters.
  Closure of(JavaRuntime.Needs needs) throws IOException {
    return of(
        needs.libraries().stream()
            .map(name -> new Need(name, List.of(), "the Java runtime"))
            .toList(),
        needs.interpreters());
  }

  /// The closure over what is needed, together with the interpreters, given by absolute path.
  ///
  /// All libraries go to the folder where the C library lies here, because the loader searches that
  /// one without configuration.
  public Closure of(List<Need> needs, Set<String> wantedInterpreters) throws IOException {
    SortedMap<String, Path> found = new TreeMap<>();
    SortedMap<String, String> missing = new TreeMap<>();
    Deque<Need> open = new ArrayDeque<>(needs);
    while (!open.isEmpty()) {
      Need need = open.remove();
      if (found.containsKey(need.name)) {
        continue;
      }
      Optional<Library> library = find(need);
      if (library.isEmpty()) {
        missing.putIfAbsent(need.name, need.by);
        continue;
      }
      found.put(need.name, library.get().file);
      open.addAll(needsOf(library.get()));
    }
    return new Closure(placed(found, interpreters(wantedInterpreters, missing)), missing);
  }

  private SortedMap<String, Path> interpreters(
      Set<String> paths, SortedMap<String, String> missing) {
    SortedMap<String, Path> found = new TreeMap<>();
    for (String path : paths) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      List<Path> places = new ArrayList<>();
      first.forEach(folder -> places.add(below(folder).resolve(name)));
      places.add(below(path));
      places.stream()
          .filter(place -> facts(place).isPresent())
          .findFirst()
          .ifPresentOrElse(
              place -> found.put(path, inRoot(place)),
              () -> missing.putIfAbsent(path, "the programs, as their loader"));
    }
    return found;
  }

  private record Library(Path file, ElfFile facts) {}

  private List<Need> needsOf(Library library) throws IOException {
    List<Path> before = searchedBefore(library);
    List<String> names = new ArrayList<>(library.facts.needed());
    if (isLibc(String.valueOf(library.file.getFileName()))
        && !contains(Files.readAllBytes(inRoot(library.file)), HAS_NAME_SERVICES_INSIDE)) {
      NAME_SERVICES.stream()
          .filter(name -> find(new Need(name, before, "")).isPresent())
          .forEach(names::add);
    }
    String by = "/" + root.relativize(library.file);
    return names.stream().map(name -> new Need(name, before, by)).toList();
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
  private Optional<ElfFile> facts(Path place) {
    Path file = inRoot(place);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
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
            .map(entry -> folderOf(entry.getKey(), entry.getValue()))
            .findFirst()
            .orElse("/lib");
    SortedMap<String, Path> placed = new TreeMap<>(interpreters);
    found.forEach((name, file) -> placed.putIfAbsent(folder + "/" + name, inRoot(file)));
    return placed;
  }

  private String folderOf(String libc, Path file) {
    return libc.equals("libc.so") || libc.startsWith("libc.musl")
        ? MUSL_FOLDER
        : "/" + root.relativize(file.getParent());
  }

  /// The file that a path means to a program whose root is ours.
  private Path inRoot(Path path) {
    return root.equals(root.getRoot()) ? resolved(path) : RootLinks.resolve(root, path);
  }

  private static Path resolved(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      return path; // not there, which whoever looks finds out
    }
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
