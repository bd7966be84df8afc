package coffer.identitydiff;

import coffer.bytes.Digest;
import coffer.bytes.Latin1;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import coffer.tar.TarType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares the tars of two layers, file by file.
public final class LayerComparison {
  private LayerComparison() {}

  /// What differs, by path. Of several entries for one path the last counts. When every file is the
  /// same and only the order of the entries is not, that is told instead.
  public static List<FileChange> of(InputStream before, InputStream after) throws IOException {
    Map<String, FileFacts> first = read(before);
    Map<String, FileFacts> second = read(after);
    List<FileChange> changes = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(first.keySet());
    paths.addAll(second.keySet());
    for (String path : paths) {
      compare(Latin1.printable(path), first.get(path), second.get(path), changes);
    }
    if (changes.isEmpty()) {
      order(List.copyOf(first.keySet()), List.copyOf(second.keySet()), changes);
    }
    return changes;
  }

  private static void compare(
      String path,
      @Nullable FileFacts before,
      @Nullable FileFacts after,
      List<FileChange> changes) {
    if (before == null || after == null) {
      changes.add(new FileChange(path, "file", told(before), told(after)));
      return;
    }
    Map<String, String> was = before.byName();
    Map<String, String> is = after.byName();
    TreeSet<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    for (String name : names) {
      String one = was.getOrDefault(name, "");
      String other = is.getOrDefault(name, "");
      if (!one.equals(other)) {
        changes.add(new FileChange(path, name, one, other));
      }
    }
  }

  private static String told(@Nullable FileFacts file) {
    if (file == null) {
      return "";
    }
    Map<String, String> facts = file.byName();
    return facts.get("type")
        + (facts.containsKey("size") ? " of " + facts.get("size") + " bytes" : "");
  }

  private static void order(List<String> first, List<String> second, List<FileChange> changes) {
    for (int i = 0; i < first.size(); i++) {
      if (!first.get(i).equals(second.get(i))) {
        changes.add(
            new FileChange(
                Latin1.printable(first.get(i)),
                "order",
                "entry %d".formatted(i + 1),
                "entry %d".formatted(second.indexOf(first.get(i)) + 1)));
        return;
      }
    }
  }

  private static Map<String, FileFacts> read(InputStream tar) throws IOException {
    Map<String, FileFacts> files = new LinkedHashMap<>();
    TarReader reader = new TarReader(tar);
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      if (entry.type() != TarType.GLOBAL_HEADER) {
        String path = path(entry.name());
        files.remove(path);
        files.put(
            path,
            new FileFacts(
                entry, entry.type().hasContent() ? Digest.sha256Of(reader.content()) : null));
      }
    }
    return files;
  }

  /// Names of one file may begin with `./` or `/` and end with `/`.
  private static String path(String name) {
    String path = name;
    while (path.startsWith("./") || path.startsWith("/")) {
      path = path.substring(path.startsWith("/") ? 1 : 2);
    }
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return path.isEmpty() ? "." : path;
  }
}
