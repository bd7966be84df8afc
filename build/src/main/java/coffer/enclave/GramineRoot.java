package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.gramine.TrustedFile;
import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.JavaRuntime;
import coffer.javaimage.ServiceJar;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/// The root file system of an enclave of Gramine: plain files beside the manifest, whose hashes the
/// manifest has.
///
/// @param files the hash of each file, by its path inside; what a link leads to is there under the
///   link's path too
record GramineRoot(FileTree tree, SortedMap<String, Bytes> files) {
  private static final String LIBRARIES = "/lib";
  private static final int BUFFER = 1 << 16;

  GramineRoot {
    files = new TreeMap<>(files);
  }

  /// Gathers and hashes.
  ///
  /// @param work a folder for what is in between
  static GramineRoot of(
      ServiceFiles service,
      GramineDistribution gramine,
      Path libraries,
      ServiceJar jar,
      JavaRuntime runtime,
      String config,
      Path work,
      Consumer<String> progress)
      throws IOException, BuildException {
    FileTree tree = new FileTree();
    tree.folder("/etc", 0755);
    tree.folder("/tmp", 0777);
    try {
      service.addTo(tree, jar, runtime, config);
      for (Path file : gramine.runtime()) {
        tree.file(LIBRARIES + "/" + file.getFileName(), 0755, file);
        if (file.endsWith(GramineDistribution.DYNAMIC_LOADER)) {
          tree.file("/lib64/" + file.getFileName(), 0755, file);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new BuildException("the enclave's files: " + e.getMessage());
    }
    text(tree, "/etc/hosts", "127.0.0.1   localhost\n");
    text(tree, "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    new EnclaveLibraries(libraries, ServiceFiles.RUNTIME, progress).complete(tree);
    return new GramineRoot(tree, hashes(tree, work));
  }

  /// The hash of each file of a tree.
  static SortedMap<String, Bytes> hashes(FileTree tree, Path work)
      throws IOException, BuildException {
    Path tar = work.resolve("root.tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      tree.writeTo(out);
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(tar), BUFFER)) {
      return new Hashes("").of(in);
    }
  }

  /// Fails when the files below `folder` of a gzip tar are not those that were hashed: somebody
  /// changed them in between.
  void requireIn(Path archive, String folder) throws IOException, BuildException {
    SortedMap<String, Bytes> packed;
    try (InputStream in =
        new BufferedInputStream(
            new GZIPInputStream(Files.newInputStream(archive), BUFFER), BUFFER)) {
      packed = new Hashes(folder).of(in);
    }
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      if (!Objects.equals(file.getValue(), packed.get(file.getKey()))) {
        throw new BuildException(file.getKey() + ": changed while it was packed; build again");
      }
    }
  }

  private static void text(FileTree tree, String path, String text) {
    if (!tree.has(path)) {
      tree.file(path, 0644, text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// The entries of the manifest for a root that lies at `folder` beside it.
  List<TrustedFile> trusted(String folder) {
    List<TrustedFile> trusted = new ArrayList<>();
    files.forEach((path, hash) -> trusted.add(TrustedFile.of("file:" + folder + path, hash)));
    return trusted;
  }

  /// Where the dynamic loader looks: Gramine's own first.
  String libraryPath() {
    TreeSet<String> folders = new TreeSet<>();
    for (String path : files.keySet()) {
      int slash = path.lastIndexOf('/');
      if (path.substring(slash + 1).matches(".+\\.so(\\.[0-9.]+)?")
          && !path.startsWith(ServiceFiles.RUNTIME + "/")
          && !path.startsWith(ServiceFiles.APP + "/")) {
        folders.add(path.substring(0, slash));
      }
    }
    folders.remove(LIBRARIES);
    folders.remove("/lib64"); // the loader itself
    return folders.isEmpty() ? LIBRARIES : LIBRARIES + ":" + String.join(":", folders);
  }

  /// How many bytes a JVM maps: libraries, modules and archives.
  long mappedBytes() throws IOException {
    long bytes = 0;
    for (Map.Entry<String, Path> file : tree.onDisk().entrySet()) {
      String path = file.getKey();
      if (path.contains(".so") || path.endsWith("/modules") || path.endsWith(".jsa")) {
        bytes += Files.size(file.getValue());
      }
    }
    return bytes;
  }

  /// The hashes of a tar's files, by their path below a folder of it.
  private static final class Hashes {
    private final String folder;
    private final SortedMap<String, Bytes> files = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();

    /// @param folder absolute; empty for the whole tar
    Hashes(String folder) {
      this.folder = folder;
    }

    SortedMap<String, Bytes> of(InputStream tar) throws IOException, BuildException {
      TarReader reader = new TarReader(tar);
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        String path = "/" + utf8(entry.name());
        if (!path.startsWith(folder + "/")) {
          continue;
        }
        path = path.substring(folder.length());
        if (entry.type() == TarType.FILE) {
          files.put(path, hash(reader.content()));
        } else if (entry.type() == TarType.SYMLINK) {
          links.put(path, target(path, utf8(entry.linkName())));
        }
      }
      SortedMap<String, Bytes> all = new TreeMap<>(files);
      links.forEach((path, target) -> follow(path, target, all));
      return all;
    }

    private static Bytes hash(InputStream content) throws IOException {
      MessageDigest digest = Digest.sha256();
      try (var in = new DigestInputStream(content, digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return Bytes.of(digest.digest());
    }

    /// The host follows links, and knows nothing of the root: only relative ones stay inside.
    private static String target(String link, String target) throws BuildException {
      Path folder = Path.of(link).resolveSibling(target).normalize();
      if (target.startsWith("/") || Path.of(link).getNameCount() <= ups(target)) {
        throw new BuildException(
            "%s: a link to %s leaves the package; copy the file instead".formatted(link, target));
      }
      return folder.toString();
    }

    private static int ups(String target) {
      int ups = 0;
      for (String part : target.split("/")) {
        ups += part.equals("..") ? 1 : 0;
      }
      return ups;
    }

    private void follow(String link, String target, SortedMap<String, Bytes> all) {
      String at = target;
      for (int more = 0; links.containsKey(at) && more < 40; more++) {
        at = links.getOrDefault(at, at);
      }
      Bytes file = files.get(at);
      if (file != null) {
        all.put(link, file);
        return;
      }
      String below = at + "/";
      files
          .tailMap(below)
          .forEach(
              (path, hash) -> {
                if (path.startsWith(below)) {
                  all.put(link + "/" + path.substring(below.length()), hash);
                }
              });
    }

    private static String utf8(String bytes) {
      return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }
}
