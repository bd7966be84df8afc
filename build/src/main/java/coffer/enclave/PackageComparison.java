package coffer.enclave;

import coffer.bytes.Digest;
import coffer.bytes.Latin1;
import coffer.enclaveimage.ImageFolder;
import coffer.identitydiff.FileChange;
import coffer.javaimage.Folders;
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
  /// `before` and `after` are archives, as [OcclumPackage#archive] is.
  public static List<FileChange> files(Path before, Path after) throws IOException {
    Path work = Files.createTempDirectory("coffer-diff-");
    try {
      PackageFiles first = PackageFiles.unpack(before, work.resolve("a"));
      PackageFiles second = PackageFiles.unpack(after, work.resolve("b"));
      List<FileChange> changes = new ArrayList<>();
      compare("", first.image(), second.image(), changes);
      compare("initfs:", first.initImage(), second.initImage(), changes);
      return changes;
    } finally {
      Folders.delete(work);
    }
  }

  private static void compare(String start, Path before, Path after, List<FileChange> changes)
      throws IOException {
    SefsReader first = SefsReader.open(new ImageFolder(before), PROTECTION);
    SefsReader second = SefsReader.open(new ImageFolder(after), PROTECTION);
    if (first.rootMac().equals(second.rootMac())) {
      return;
    }
    Map<String, SefsEntry> was = byPath(first);
    Map<String, SefsEntry> is = byPath(second);
    TreeSet<String> paths = new TreeSet<>(was.keySet());
    paths.addAll(is.keySet());
    for (String path : paths) {
      Map<String, String> one = facts(first, was.get(path), is.get(path));
      Map<String, String> other = facts(second, is.get(path), was.get(path));
      TreeSet<String> names = new TreeSet<>(one.keySet());
      names.addAll(other.keySet());
      for (String name : names) {
        String left = one.getOrDefault(name, "");
        String right = other.getOrDefault(name, "");
        if (!left.equals(right)) {
          changes.add(new FileChange(start + Latin1.printable(path), name, left, right));
        }
      }
    }
  }

  private static Map<String, SefsEntry> byPath(SefsReader image) {
    Map<String, SefsEntry> entries = new TreeMap<>();
    image.entries().forEach(entry -> entries.put(entry.path(), entry));
    return entries;
  }

  /// What is shown of `entry`. Its content is read only where `other` makes that worth it: the MAC
  /// of a file stands for its content and for its place in the image.
  private static Map<String, String> facts(
      SefsReader image, @Nullable SefsEntry entry, @Nullable SefsEntry other) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    if (entry == null) {
      return facts;
    }
    String type = entry.type().toString().toLowerCase(Locale.ROOT);
    if (other == null) {
      facts.put("file", entry.type() == SefsType.FILE ? type + " of " + entry.size() : type);
      return facts;
    }
    facts.put("type", type);
    facts.put("mode", "%04o".formatted(entry.mode()));
    if (entry.type() == SefsType.SYMLINK) {
      facts.put("target", Latin1.printable(entry.target()));
    }
    if (entry.type() == SefsType.FILE) {
      facts.put("size", Long.toString(entry.size()));
      if (!entry.mac().equals(other.mac())) {
        try (InputStream content = image.content(entry)) {
          facts.put("content", Digest.sha256Of(content).toString());
        }
      }
    }
    return facts;
  }
}
