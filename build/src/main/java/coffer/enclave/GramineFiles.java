package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.gramine.Manifest;
import coffer.gramine.TrustedFile;
import coffer.image.LayerBlob;
import coffer.javaimage.RootLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files that a Gramine manifest names, where they are on this machine.
///
/// @param folder where paths begin that are not absolute
/// @param root the folder that is `/` where the enclave runs, links inside it included; null when
///   that is this machine's
public record GramineFiles(Path folder, @Nullable Path root) {
  /// The manifest with the hash of every trusted file, folders replaced by the files below them as
  /// `gramine-sgx-sign` does it: in the order of their names, without what is neither a file nor a
  /// folder, and without going into folders that are links.
  public Manifest expand(Manifest manifest) throws IOException {
    Map<String, TrustedFile> files = new LinkedHashMap<>();
    for (TrustedFile file : manifest.trustedFiles()) {
      if (file.uri().endsWith("/")) {
        folder(file.path(), files);
      } else {
        put(file, files);
      }
    }
    for (Map.Entry<String, TrustedFile> file : files.entrySet()) {
      if (file.getValue().sha256().isEmpty()) {
        file.setValue(TrustedFile.of(file.getKey(), hash(file.getValue().path())));
      }
    }
    Manifest expanded = manifest.withTrustedFiles(List.copyOf(files.values()));
    Optional<String> libos = expanded.unhashedEntrypoint();
    return libos.isEmpty() ? expanded : expanded.withEntrypointHash(hash(libos.get()));
  }

  private static void put(TrustedFile file, Map<String, TrustedFile> files) {
    TrustedFile before = files.putIfAbsent(file.uri(), file);
    if (before == null || file.sha256().isEmpty()) {
      return;
    }
    if (before.sha256().isPresent() && !before.sha256().equals(file.sha256())) {
      throw new MalformedException(
          "sgx.trusted_files: %s: two hashes, %s and %s"
              .formatted(file.uri(), before.sha256().get(), file.sha256().get()));
    }
    files.put(file.uri(), file);
  }

  private void folder(String path, Map<String, TrustedFile> files) throws IOException {
    Path place = place(path);
    if (!Files.isDirectory(place)) {
      throw new NoSuchFileException(
          place.toString(), null, "sgx.trusted_files: file:%s is no folder".formatted(path));
    }
    List<Path> children;
    try (var found = Files.list(place)) {
      children = found.sorted().toList();
    }
    String start = plain(path);
    for (Path child : children) {
      String name = child.getFileName().toString();
      String inner = start.isEmpty() ? name : start.equals("/") ? "/" + name : start + "/" + name;
      Path target = place(inner);
      if (!Files.isReadable(target)) {
        continue;
      }
      if (Files.isRegularFile(target)) {
        put(new TrustedFile("file:" + inner, Optional.empty()), files);
      } else if (Files.isDirectory(target) && !Files.isSymbolicLink(child)) {
        folder(inner + "/", files);
      }
    }
  }

  /// Without `.`, doubled slashes and the one at the end.
  private static String plain(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return (path.startsWith("/") ? "/" : "") + String.join("/", parts);
  }

  private Path place(String path) {
    return root == null
        ? folder.resolve(path)
        : RootLinks.resolve(root, root.resolve(path.replaceFirst("^/+", "")));
  }

  private Bytes hash(String path) throws IOException {
    if (root != null && !path.startsWith("/")) {
      throw new MalformedException(
          "file:%s: an absolute path wanted, because the files are below %s".formatted(path, root));
    }
    Path place = place(path);
    if (Files.isDirectory(place)) {
      throw new MalformedException(
          "file:%s: a folder, whose URI must end with a slash".formatted(path));
    }
    if (!Files.isRegularFile(place)) {
      throw new NoSuchFileException(
          place.toString(), null, "the manifest names file:%s".formatted(path));
    }
    return LayerBlob.digestOf(place).bytes();
  }
}
