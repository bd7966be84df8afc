package coffer.enclave;

import coffer.bytes.Digest;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.enclaveimage.ImageFolder;
import coffer.identitydiff.FileChange;
import coffer.javaimage.Folders;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.Protection;
import coffer.sgx.sefs.SefsEntry;
import coffer.sgx.sefs.SefsReader;
import coffer.sgx.sefs.SefsType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Why the images of two packages differ: the files of the service and of the init process, each
/// read back and verified.
public final class PackageComparison {
  private static final Protection PROTECTION = new Protection.IntegrityOnly();

  private PackageComparison() {}

  /// The files of the service's image, then those of the initfs, whose paths begin with `initfs:`.
  /// `before` and `after` are archives, as [OcclumPackage#archive] is; [MalformedException] for one
  /// that is no package of Occlum, or that was changed.
  public static List<FileChange> files(Path before, Path after) throws IOException {
    Path work = Files.createTempDirectory("coffer-diff-");
    try {
      PackageFiles first = PackageFiles.unpack(before, work.resolve("a"));
      PackageFiles second = PackageFiles.unpack(after, work.resolve("b"));
      List<FileChange> changes = new ArrayList<>();
      compare("", Side.of(before, first.image()), Side.of(after, second.image()), changes);
      compare(
          "initfs:",
          Side.of(before, first.initImage()),
          Side.of(after, second.initImage()),
          changes);
      return changes;
    } finally {
      Folders.delete(work);
    }
  }

  /// An image of one of the packages.
  ///
  /// @param archive the package, for errors
  private record Side(Path archive, SefsReader image, Map<String, SefsEntry> entries) {
    static Side of(Path archive, Path folder) throws IOException {
      try {
        SefsReader image = SefsReader.open(new ImageFolder(folder), PROTECTION);
        Map<String, SefsEntry> entries = new TreeMap<>();
        image.entries().forEach(entry -> entries.put(entry.path(), entry));
        return new Side(archive, image, entries);
      } catch (IntegrityException e) {
        throw damaged(archive, e);
      }
    }

    Digest content(SefsEntry entry) throws IOException {
      try (InputStream content = image.content(entry)) {
        return Digest.sha256Of(content);
      } catch (IntegrityException e) {
        throw damaged(archive, e);
      }
    }

    private static MalformedException damaged(Path archive, IntegrityException e) {
      return new MalformedException(archive + ": changed since it was built: " + e.getMessage());
    }
  }

  private static void compare(String start, Side before, Side after, List<FileChange> changes)
      throws IOException {
    if (before.image.rootMac().equals(after.image.rootMac())) {
      return;
    }
    TreeSet<String> paths = new TreeSet<>(before.entries.keySet());
    paths.addAll(after.entries.keySet());
    for (String path : paths) {
      SefsEntry was = before.entries.get(path);
      SefsEntry is = after.entries.get(path);
      Map<String, String> one = facts(before, was, is);
      Map<String, String> other = facts(after, is, was);
      TreeSet<String> names = new TreeSet<>(one.keySet());
      names.addAll(other.keySet());
      String shown = start + (path.isEmpty() ? "." : Latin1.printable(path));
      for (String name : names) {
        String left = one.getOrDefault(name, "");
        String right = other.getOrDefault(name, "");
        if (!left.equals(right)) {
          changes.add(new FileChange(shown, name, left, right));
        }
      }
    }
  }

  /// What is shown of `entry`. Its content is read only where `other` makes that worth it: the MAC
  /// of a file stands for its content and for its place in the image.
  private static Map<String, String> facts(
      Side side, @Nullable SefsEntry entry, @Nullable SefsEntry other) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    if (entry == null) {
      return facts;
    }
    String type = entry.type().toString().toLowerCase(Locale.ROOT);
    boolean file = entry.type() == SefsType.FILE;
    if (other == null) {
      facts.put("file", file ? "%s of %d bytes".formatted(type, entry.size()) : type);
      return facts;
    }
    facts.put("type", type);
    facts.put("mode", "%04o".formatted(entry.mode()));
    if (entry.type() == SefsType.SYMLINK) {
      facts.put("target", Latin1.printable(entry.target()));
    }
    if (file) {
      facts.put("size", Long.toString(entry.size()));
      if (!entry.mac().equals(other.mac())) {
        facts.put("content", side.content(entry).toString());
      }
    }
    return facts;
  }
}
