package coffer.sgx.sefs;

import coffer.bytes.ByteReader;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.ProtectedFileReader;
import coffer.sgx.protectedfile.Protection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Goes through all folders of an image once and checks that inodes and names make a tree.
final class TreeWalk {
  private static final int PERMISSIONS = 0777;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_TARGET = 4095;
  private static final int FIXED_ENTRIES = 2;

  private final ImageFiles image;
  private final Protection protection;
  private final Map<Integer, Inode> inodes;
  private final List<SefsEntry> entries = new ArrayList<>();

  /// How many names each inode has so far.
  private final Map<Integer, Integer> names = new HashMap<>();

  private final Deque<Pending> pending = new ArrayDeque<>();

  TreeWalk(ImageFiles image, Protection protection, Map<Integer, Inode> inodes) {
    this.image = image;
    this.protection = protection;
    this.inodes = inodes;
  }

  /// An inode that was met under a path, and the folder it was met in.
  private record Pending(int number, String path, int parent) {
    String place() {
      return path.isEmpty()
          ? "inode %d (root)".formatted(number)
          : "inode %d '%s'".formatted(number, Latin1.printable(path));
    }
  }

  List<SefsEntry> entries() throws IOException {
    pending.push(new Pending(MetadataFile.ROOT, "", MetadataFile.ROOT));
    names.put(MetadataFile.ROOT, 1);
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      try {
        entries.add(visit(next));
      } catch (MalformedException e) {
        throw e.within(next.place());
      } catch (IntegrityException e) {
        throw e.within(next.place());
      }
    }
    inodes.forEach(this::checkNames);
    return entries;
  }

  /// Opens the file of an inode: it has the MAC and the size that the inode names.
  static ProtectedFileReader open(ImageFiles image, Protection protection, Inode inode)
      throws IOException {
    String name = inode.fileName().toHex();
    ProtectedFileReader file = ProtectedFileReader.open(image.open(name), name, protection);
    try {
      if (!file.mac().equals(inode.mac())) {
        throw new IntegrityException(
            "its file %s has the MAC %s, want %s".formatted(name, file.mac(), inode.mac()));
      }
      if (inode.type() != SefsType.FOLDER && file.size() != inode.size()) {
        throw new MalformedException(
            "its file %s holds %d bytes, want %d".formatted(name, file.size(), inode.size()));
      }
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// The content of a file that is needed to know the tree.
  static byte[] inMemory(ProtectedFileReader file) throws IOException {
    if (file.size() > Integer.MAX_VALUE - Long.BYTES) {
      throw new MalformedException("%d bytes, too many for memory".formatted(file.size()));
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream((int) file.size());
    file.copyTo(content);
    return content.toByteArray();
  }

  private SefsEntry visit(Pending item) throws IOException {
    Inode inode = inode(item.number());
    if ((inode.mode() & ~PERMISSIONS) != 0) {
      throw new MalformedException("mode 0%o, want at most 0777".formatted(inode.mode()));
    }
    String target = "";
    try (ProtectedFileReader file = open(image, protection, inode)) {
      switch (inode.type()) {
        case FILE -> want("blocks", inode.blocks(), 0);
        case FOLDER -> visitFolder(item, inode, inMemory(file));
        case SYMLINK -> target = target(inode, file);
      }
    }
    return new SefsEntry(
        item.path(), inode.type(), item.number(), inode.mode(), inode.size(), inode.mac(), target);
  }

  private static String target(Inode inode, ProtectedFileReader file) throws IOException {
    want("blocks", inode.blocks(), 0);
    if (inode.size() < 1 || inode.size() > LONGEST_TARGET) {
      throw new MalformedException(
          "a link of %d bytes, want 1 to %d".formatted(inode.size(), LONGEST_TARGET));
    }
    String target = Latin1.of(inMemory(file));
    if (target.indexOf('\0') >= 0) {
      throw new MalformedException("a zero byte in the target of a link");
    }
    return target;
  }

  private void visitFolder(Pending item, Inode inode, byte[] content) {
    want("size", inode.size(), 0);
    want("bytes of entries", content.length, inode.blocks() * FolderEntry.SIZE);
    ByteReader in = new ByteReader(content);
    wantEntry(FolderEntry.read(in), item.number(), ".");
    wantEntry(FolderEntry.read(in), item.parent(), "..");
    Set<String> seen = new HashSet<>();
    List<Pending> children = new ArrayList<>();
    int folders = 0;
    for (long i = FIXED_ENTRIES; i < inode.blocks(); i++) {
      FolderEntry entry = FolderEntry.read(in);
      checkName(entry.name());
      if (!seen.add(entry.name())) {
        throw new MalformedException("two entries '%s'".formatted(Latin1.printable(entry.name())));
      }
      folders += entry.type() == SefsType.FOLDER ? 1 : 0;
      children.add(child(item, entry));
    }
    want("links", inode.links(), FIXED_ENTRIES + folders);
    children.reversed().forEach(pending::push);
  }

  private Pending child(Pending folder, FolderEntry entry) {
    String path = folder.path().isEmpty() ? entry.name() : folder.path() + "/" + entry.name();
    Inode inode = inode(entry.inode());
    if (inode.type() != entry.type()) {
      throw new MalformedException(
          "the entry '%s' is a %s, but its inode %d a %s"
              .formatted(Latin1.printable(path), entry.type(), entry.inode(), inode.type()));
    }
    int count = names.merge(entry.inode(), 1, Integer::sum);
    if (inode.type() == SefsType.FOLDER && count > 1) {
      throw new MalformedException(
          "the entry '%s' is the second name of the folder with inode %d"
              .formatted(Latin1.printable(path), entry.inode()));
    }
    return new Pending(entry.inode(), path, folder.number());
  }

  private Inode inode(int number) {
    Inode inode = inodes.get(number);
    if (inode == null) {
      throw new MalformedException(
          "an entry for inode %s, which is free".formatted(Integer.toUnsignedString(number)));
    }
    return inode;
  }

  private void checkNames(int number, Inode inode) {
    int count = names.getOrDefault(number, 0);
    if (count == 0) {
      throw new MalformedException("inode %d: no folder has it".formatted(number));
    }
    if (inode.type() != SefsType.FOLDER && count != inode.links()) {
      throw new MalformedException(
          "inode %d: it has %d names, want %d".formatted(number, count, inode.links()));
    }
  }

  private static void checkName(String name) {
    boolean leavesFolder = name.equals(".") || name.equals("..") || name.indexOf('/') >= 0;
    if (name.isEmpty() || leavesFolder || name.length() > LONGEST_NAME) {
      throw new MalformedException(
          "an entry named '%s', which is no file's name".formatted(Latin1.printable(name)));
    }
    if (!SefsTree.isUtf8(name)) {
      throw new MalformedException(
          "an entry named '%s', which is not UTF-8".formatted(Latin1.printable(name)));
    }
  }

  private static void wantEntry(FolderEntry entry, int inode, String name) {
    if (!entry.equals(new FolderEntry(inode, name, SefsType.FOLDER))) {
      throw new MalformedException(
          "the entry '%s' of inode %d wanted, found '%s' of inode %d"
              .formatted(name, inode, Latin1.printable(entry.name()), entry.inode()));
    }
  }

  private static void want(String field, long found, long wanted) {
    if (found != wanted) {
      throw new MalformedException("%s is %d, want %d".formatted(field, found, wanted));
    }
  }
}
