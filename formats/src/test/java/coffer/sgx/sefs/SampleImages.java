package coffer.sgx.sefs;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.sgx.protectedfile.NodeWorkers;
import coffer.sgx.protectedfile.Protection;
import coffer.tar.TarEntry;
import coffer.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/// Images from archives, and both as plain maps that tests compare.
final class SampleImages {
  private SampleImages() {}

  static ImageSummary write(byte[] tar, ImageFiles image, Protection protection)
      throws IOException {
    TarTree tree = TarTree.read(new ByteArrayInputStream(tar));
    try (NodeWorkers workers = NodeWorkers.of(2)) {
      SefsWriter writer = new SefsWriter(tree.tree(), image, protection, workers);
      tree.writeContents(new ByteArrayInputStream(tar), writer);
      return writer.finish();
    }
  }

  /// By `path type mode`: content or target.
  static Map<String, Bytes> tree(SefsReader image) throws IOException {
    Map<String, Bytes> tree = new TreeMap<>();
    for (SefsEntry entry : image.entries()) {
      tree.put(
          key(entry.path(), entry.type(), entry.mode()),
          switch (entry.type()) {
            case FILE -> content(image, entry);
            case FOLDER -> Bytes.EMPTY;
            case SYMLINK -> Bytes.of(Latin1.toBytes(entry.target()));
          });
    }
    return tree;
  }

  private static Bytes content(SefsReader image, SefsEntry entry) throws IOException {
    try (InputStream in = image.content(entry)) {
      return Bytes.of(in.readAllBytes());
    }
  }

  /// The same of an archive whose links name plain paths.
  static Map<String, Bytes> tree(byte[] tar) throws IOException {
    Map<String, Bytes> contents = new TreeMap<>();
    Map<String, Integer> modes = new TreeMap<>();
    Map<String, Bytes> tree = new TreeMap<>();
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      String path = plain(entry.name());
      int mode = path.isEmpty() ? 0755 : entry.mode() & 0777;
      switch (entry.type()) {
        case FILE -> {
          contents.put(path, Bytes.of(reader.content().readAllBytes()));
          modes.put(path, mode);
          tree.put(key(path, SefsType.FILE, mode), contents.getOrDefault(path, Bytes.EMPTY));
        }
        case HARD_LINK -> {
          String target = plain(entry.linkName());
          tree.put(
              key(path, SefsType.FILE, modes.getOrDefault(target, 0)),
              contents.getOrDefault(target, Bytes.EMPTY));
        }
        case DIRECTORY -> tree.put(key(path, SefsType.FOLDER, mode), Bytes.EMPTY);
        case SYMLINK ->
            tree.put(key(path, SefsType.SYMLINK, 0777), Bytes.of(Latin1.toBytes(entry.linkName())));
        case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, GLOBAL_HEADER -> {}
      }
    }
    return tree;
  }

  private static String key(String path, SefsType type, int mode) {
    return "%s %s %o".formatted(path, type, mode);
  }

  private static String plain(String name) {
    return name.replaceAll("^\\./", "").replaceAll("/$", "");
  }
}
