package coffer.javaimage;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.LayerBlob;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Linked runtimes as finished layers, kept because linking and compressing takes seconds. Safe for
/// several processes: an entry is made in a folder of its own and renamed into place. Readers check
/// the layer against its digest and call [#discard] when it is damaged.
///
/// An entry's name covers the JDK (its release file, its modules' size, and every file that is
/// copied from it as it stands), the modules and the link options.
public record RuntimeCache(Path folder, Path jdk) {
  /// The cache of this user, and the JDK that runs us.
  public static RuntimeCache ofThisUser() {
    return new RuntimeCache(
        JavaImage.cache().resolve("runtimes"), Path.of(System.getProperty("java.home")));
  }

  /// A runtime's layer, and what it needs of the system.
  public record Entry(Path folder, LayerBlob layer, JavaRuntime.Needs needs) {
    Path file() {
      return folder.resolve(LAYER);
    }
  }

  private static final String FORMAT = "coffer runtime layer 2";
  private static final String LAYER = "layer.tar.gz";
  private static final String LINKED = "-linked";
  private static final String FACTS = "layer.json";
  private static final String UNFINISHED = ".new-";
  private static final Duration ABANDONED = Duration.ofDays(1);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// The runtime of `modules`, linked now if it was never before.
  Entry get(SortedSet<String> modules, Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    Path place = folder.resolve(key(modules));
    Optional<Entry> kept = read(place);
    if (kept.isPresent()) {
      progress.accept("using the Java runtime linked before: " + String.join(" ", modules));
      return kept.get();
    }
    progress.accept("linking a Java runtime: " + String.join(" ", modules));
    return make(modules, place);
  }

  /// The runtime of `modules` as a folder, linked now if it was never before.
  public JavaRuntime linked(SortedSet<String> modules, Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    Path place = folder.resolve(key(modules) + LINKED);
    if (Files.isRegularFile(place.resolve("release"))) {
      return new JavaRuntime(place);
    }
    progress.accept("linking a Java runtime: " + String.join(" ", modules));
    Files.createDirectories(folder, OWNER_ONLY);
    removeAbandoned();
    Path made = Files.createTempDirectory(folder, UNFINISHED);
    try {
      JavaRuntime runtime = JavaRuntime.link(jdk, modules, made.resolve("runtime"));
      try {
        return new JavaRuntime(Files.move(runtime.folder(), place, StandardCopyOption.ATOMIC_MOVE));
      } catch (FileSystemException e) {
        if (Files.isRegularFile(place.resolve("release"))) {
          return new JavaRuntime(place); // another process was faster
        }
        throw e;
      }
    } finally {
      Folders.delete(made);
    }
  }

  /// Removes an entry whose content is not what it says.
  void discard(Entry entry) throws IOException {
    Folders.delete(entry.folder);
  }

  private Entry make(SortedSet<String> modules, Path place)
      throws IOException, InterruptedException, BuildException {
    Files.createDirectories(folder, OWNER_ONLY);
    removeAbandoned();
    Path made = Files.createTempDirectory(folder, UNFINISHED);
    try {
      JavaRuntime runtime = JavaRuntime.link(jdk, modules, made.resolve("runtime"));
      FileTree tree = new FileTree();
      runtime.addTo(tree, JavaImage.RUNTIME);
      LayerBlob layer = LayerBlob.write(tree::writeTo, made.resolve(LAYER));
      JavaRuntime.Needs needs = runtime.needs();
      Files.writeString(made.resolve(FACTS), toJson(layer, needs).toPretty() + "\n");
      Folders.delete(runtime.folder());
      return new Entry(moved(made, place), layer, needs);
    } finally {
      Folders.delete(made);
    }
  }

  /// The place where the entry lies in the end; another process may have been faster.
  private static Path moved(Path made, Path place) throws IOException {
    try {
      return Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (read(place).isPresent()) {
        return place;
      }
      Folders.delete(place);
      return Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Optional<Entry> read(Path place) throws IOException {
    Path facts = place.resolve(FACTS);
    if (!Files.isRegularFile(facts) || !Files.isRegularFile(place.resolve(LAYER))) {
      return Optional.empty();
    }
    try {
      Json.Obj json = Json.parseObject(Files.readAllBytes(facts));
      LayerBlob layer =
          new LayerBlob(
              Digest.parse(json.string("digest")),
              Digest.parse(json.string("diffId")),
              json.number("size"));
      JavaRuntime.Needs needs =
          new JavaRuntime.Needs(
              new TreeSet<>(json.strings("libraries")),
              new TreeSet<>(json.strings("interpreters")));
      return Optional.of(new Entry(place, layer, needs));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private static Json.Obj toJson(LayerBlob layer, JavaRuntime.Needs needs) {
    return Json.object()
        .put("digest", layer.digest().toString())
        .put("diffId", layer.diffId().toString())
        .put("size", layer.size())
        .put("libraries", Json.strings(needs.libraries().stream().toList()))
        .put("interpreters", Json.strings(needs.interpreters().stream().toList()))
        .build();
  }

  private String key(SortedSet<String> modules) throws IOException {
    MessageDigest key = Digest.sha256();
    update(key, FORMAT);
    modules.forEach(module -> update(key, module));
    JavaRuntime.OPTIONS.forEach(option -> update(key, option));
    update(key, Long.toString(Files.size(jdk.resolve("lib/modules"))));
    updateWithFiles(key, jdk.resolve("release"));
    updateWithFiles(key, jdk.resolve("conf"));
    updateWithFiles(key, jdk.resolve("lib/security"));
    return Digest.of(key.digest()).hex();
  }

  private void updateWithFiles(MessageDigest key, Path top) throws IOException {
    for (Path file : Folders.walk(top)) {
      if (Files.isRegularFile(file)) {
        update(key, jdk.relativize(file).toString());
        update(key, LayerBlob.digestOf(file).hex());
      }
    }
  }

  private static void update(MessageDigest key, String text) {
    key.update(text.getBytes(StandardCharsets.UTF_8));
    key.update((byte) 0);
  }

  /// What a process left that was killed long ago.
  private void removeAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
      for (Path path : found) {
        if (Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
          Folders.delete(path);
        }
      }
    }
  }
}
