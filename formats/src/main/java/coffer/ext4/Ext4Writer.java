package coffer.ext4;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds a file system by the rules of hcsshim's `compactext4` writer: files are laid out in the
/// order in which they are created, parents that are missing are made on the way, and a name may be
/// created again only where no data would be lost.
///
/// Paths are one character per byte; they are resolved as text (`..` never leaves the root) and no
/// symbolic link is followed. `origin` is the caller's number for what asks for a change, 1 or
/// more; messages name earlier ones by it. What the rules forbid is a [MalformedException], after
/// which the image is worthless. Memory grows with the number of inodes, not with their content.
/// Not thread-safe.
public final class Ext4Writer {
  private static final String OPAQUE = "trusted.overlay.opaque";

  private final ImageCursor out;
  private final InodeTable inodes = new InodeTable();
  private final Inode root = inodes.root();

  /// Starts an image at the beginning of `sink`.
  public Ext4Writer(BlockSink sink) throws IOException {
    out = new ImageCursor(sink);
    for (int i = 0; i < Ext4.FIRST_DATA_BLOCK; i++) {
      out.writeReplaceable(new byte[Ext4.BLOCK_SIZE]);
    }
    root.permissions = 0755;
    root.links = 2;
    Inode lostAndFound = inodes.next(FileType.DIRECTORY);
    lostAndFound.permissions = 0700;
    add(root, "lost+found", lostAndFound);
  }

  /// Creates a file, directory, link or device, or gives new attributes to one that is there. For a
  /// regular file `content` has as many bytes as `attributes` say.
  public void create(String path, FileAttributes attributes, FileContent content, int origin)
      throws IOException {
    List<String> names = Paths.names(path);
    Inode inode = create(parent(names, origin), names, attributes);
    inode.origin = origin;
    inode.impliedPath = null;
    if (attributes.type() == FileType.REGULAR) {
      writeContent(inode, content);
    }
  }

  private void writeContent(Inode inode, FileContent content) throws IOException {
    if (inode.size > 0) {
      int first = out.block();
      out.write(content, inode.size);
      out.end(inode, first);
    }
    if (content.read(new byte[1], 0, 1) >= 0) {
      throw new MalformedException("the content goes on after " + inode.size + " bytes");
    }
  }

  /// Makes `path` another name of `target`, which must be there and no directory.
  public void link(String path, String target, int origin) {
    List<String> names = Paths.names(path);
    Inode parent = parent(names, origin);
    Inode existing = names.isEmpty() ? root : child(parent, names.getLast());
    if (existing != null && (existing.isDirectory() || existing.links < 2)) {
      throw new MalformedException(
          "a hard link cannot take the name of %s; keep only one of the two"
              .formatted(words(existing)));
    }
    Inode file = linkable(target);
    if (existing != file && file.links >= Ext4.MAX_LINKS) {
      throw new MalformedException(
          "'%s' has %d links already, and cannot have more"
              .formatted(Latin1.printable(target), file.links));
    }
    if (existing != null) {
      existing.links--;
    }
    file.links++;
    parent.put(names.getLast(), file);
  }

  private Inode linkable(String target) {
    List<String> names = Paths.names(target);
    Inode file = root;
    for (int i = 0; i < names.size() && file != null; i++) {
      file = file.child(names.get(i));
    }
    if (file == null) {
      throw new MalformedException(
          "hard link to '%s', which no earlier entry made; put the file itself ahead of its links"
              .formatted(Latin1.printable(target)));
    }
    if (file.isDirectory()) {
      throw new MalformedException(
          "hard link to '%s', %s; only other files can have a second name"
              .formatted(Latin1.printable(target), words(file)));
    }
    return file;
  }

  /// Marks a directory as hiding what lower layers have under its name. Who made it stays as it is.
  public void makeOpaque(String directory, int origin) throws IOException {
    List<String> names = Paths.names(directory);
    List<String> inside = new ArrayList<>(names);
    inside.add("");
    Inode inode = parent(inside, origin);
    if (!inode.extents.isEmpty()) {
      throw new MalformedException(
          "an opaque marker in %s; only directories can be opaque".formatted(words(inode)));
    }
    SortedMap<String, Bytes> xattrs = new TreeMap<>();
    Xattrs.addMissing(xattrs, inode.xattrs.inline());
    Xattrs.addMissing(xattrs, inode.xattrs.block());
    xattrs.put(OPAQUE, Bytes.of((byte) 'y'));
    Inode changed = create(parent(names, origin), names, inode.copiedAttributes(xattrs));
    changed.origin = changed == inode ? inode.origin : origin;
  }

  /// Writes directories and tables, and replaces what had to wait for them at the front.
  public Ext4Summary finish() throws IOException {
    new DirectoryTree(out).write(root);
    int blocks = new ImageTables(out, inodes).write();
    return new Ext4Summary(blocks, inodes.count(), inodes.impliedPaths());
  }

  /// Where the last of `names` stands. Directories that are missing on the way take the attributes
  /// of the nearest one that is there.
  private Inode parent(List<String> names, int origin) {
    Inode directory = root;
    for (int i = 0; i < names.size() - 1; i++) {
      Inode next = child(directory, names.get(i));
      if (next == null) {
        next = implied(directory, names.subList(0, i + 1), origin);
      }
      directory = next;
    }
    return directory;
  }

  private Inode implied(Inode parent, List<String> names, int origin) {
    checkRoomForDirectory(parent);
    Inode inode = inodes.next(FileType.DIRECTORY);
    inode.assign(parent.copiedAttributes(new TreeMap<>()));
    inode.origin = origin;
    inode.impliedPath = "/" + String.join("/", names);
    add(parent, names.getLast(), inode);
    return inode;
  }

  private @Nullable Inode child(Inode parent, String name) {
    if (name.length() > Ext4.MAX_NAME) {
      throw new MalformedException(
          "a name of %d bytes; at most %d are possible".formatted(name.length(), Ext4.MAX_NAME));
    }
    if (!parent.isDirectory()) {
      throw new MalformedException(
          ("the way there leads through %s, and links are not followed;"
                  + " name the file by its real path")
              .formatted(words(parent)));
    }
    return parent.child(name);
  }

  private Inode create(Inode parent, List<String> names, FileAttributes attributes)
      throws IOException {
    Inode existing = names.isEmpty() ? root : child(parent, names.getLast());
    if (existing != null) {
      checkReplaceable(existing, attributes.type());
      if (existing.isDirectory() || existing.links < 2) {
        assign(existing, attributes);
        return existing;
      }
      existing.links--;
    } else if (attributes.type() == FileType.DIRECTORY) {
      checkRoomForDirectory(parent);
    }
    Inode inode = inodes.next(attributes.type());
    assign(inode, attributes);
    add(parent, names.getLast(), inode);
    return inode;
  }

  private static void checkReplaceable(Inode existing, FileType type) {
    boolean directory = type == FileType.DIRECTORY;
    if (existing.isDirectory() != directory) {
      throw new MalformedException(
          "%s cannot replace %s; keep only one of the two".formatted(type.words, words(existing)));
    }
    if (!directory && existing.links < 2 && !existing.extents.isEmpty()) {
      throw new MalformedException(
          "the name is that of %s with content, which cannot be taken back; keep only one of the two"
              .formatted(words(existing)));
    }
  }

  private static void checkRoomForDirectory(Inode parent) {
    if (parent.links >= Ext4.MAX_LINKS) {
      throw new MalformedException(
          "the parent has %d links already, so no room for another directory"
              .formatted(parent.links));
    }
  }

  private static void add(Inode parent, String name, Inode inode) {
    parent.put(name, inode);
    inode.links++;
    if (inode.isDirectory()) {
      parent.links++;
    }
  }

  /// Attributes that an inode had inside of itself stay, unless new ones override them; those in a
  /// block are lost, but the block stays and is written anew.
  private void assign(Inode inode, FileAttributes attributes) throws IOException {
    inode.assign(attributes);
    SortedMap<String, Bytes> xattrs = new TreeMap<>(attributes.xattrs());
    Xattrs.addMissing(xattrs, inode.xattrs.inline());
    inode.xattrs = Xattrs.place(xattrs);
    writeXattrBlock(inode);
    if (attributes.type() == FileType.SYMLINK && inode.size > Ext4.MAX_SHORT_SYMLINK) {
      int first = out.block();
      out.write(Latin1.toBytes(inode.linkTarget));
      out.end(inode, first);
      inode.linkTarget = "";
    }
  }

  private void writeXattrBlock(Inode inode) throws IOException {
    if (inode.xattrBlock != 0) {
      out.replace(inode.xattrBlock, inode.xattrs.blockBytes());
    } else if (!inode.xattrs.block().isEmpty()) {
      inode.xattrBlock = out.writeReplaceable(inode.xattrs.blockBytes());
      inode.blocks++;
    }
  }

  private static String words(Inode inode) {
    String maker = inode.impliedPath == null ? "entry " : "the path of entry ";
    return inode.type.words
        + (inode.origin == 0 ? " of the file system itself" : " from " + maker + inode.origin);
  }
}
