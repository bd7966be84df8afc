package coffer.javaimage;

import coffer.bytes.Digest;
import coffer.image.LayerBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files that a build command reads, as the author of the workload declares them: files,
/// folders with everything below them, and patterns of both, relative to `folder`. In a pattern `*`
/// and `?` stand for what is within a name, and `**` for any number of folders.
record BuildInputs(Path folder, List<String> patterns) {
  /// A digest over what the command is and over names and contents of the inputs.
  String digest(String command, Path jdk) throws IOException, BuildException {
    MessageDigest digest = Digest.sha256();
    update(digest, command);
    update(digest, jdk);
    update(digest, LayerBlob.digestOf(jdk.resolve("release")));
    update(digest, patterns);
    for (Path file : files()) {
      update(digest, folder.relativize(file));
      update(digest, Files.size(file));
      update(digest, Files.isExecutable(file));
      update(digest, LayerBlob.digestOf(file));
    }
    return Digest.of(digest.digest()).hex();
  }

  static void update(MessageDigest digest, Object fact) {
    digest.update(fact.toString().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private SortedSet<Path> files() throws IOException, BuildException {
    SortedSet<Path> files = new TreeSet<>();
    for (String pattern : patterns) {
      if (!add(files, folder, List.of(pattern.split("/")))) {
        throw new BuildException(
            "service.inputs: no file in %s is '%s', or below it; correct it or leave it out"
                .formatted(folder, pattern));
      }
    }
    return files;
  }

  /// Adds what the names of a pattern lead to from `at`; whether there was anything.
  private static boolean add(SortedSet<Path> files, Path at, List<String> names)
      throws IOException {
    if (names.isEmpty()) {
      return addAll(files, at);
    }
    String name = names.getFirst();
    List<String> rest = names.subList(1, names.size());
    if (!name.contains("*") && !name.contains("?")) {
      Path next = at.resolve(name);
      return Files.exists(next) && add(files, next, rest);
    }
    boolean anyDepth = name.equals("**");
    boolean found = anyDepth && add(files, at, rest);
    Pattern wanted = regex(name);
    for (Path child : children(at)) {
      if (anyDepth) {
        // Not into links to folders: they may lead back.
        boolean below = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
        found |= below && add(files, child, names);
      } else if (wanted.matcher(child.getFileName().toString()).matches()) {
        found |= add(files, child, rest);
      }
    }
    return found;
  }

  /// Adds a file, or every file below a folder.
  private static boolean addAll(SortedSet<Path> files, Path top) throws IOException {
    try (Stream<Path> below = Files.walk(top, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> found = below.filter(Files::isRegularFile).toList();
      files.addAll(found);
      return !found.isEmpty();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  private static Pattern regex(String name) {
    StringBuilder regex = new StringBuilder();
    for (String part : name.splitWithDelimiters("[*?]", 0)) {
      regex.append(
          switch (part) {
            case "*" -> ".*";
            case "?" -> ".";
            default -> Pattern.quote(part);
          });
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
