package coffer.sgx.sefs;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import java.util.SortedMap;
import java.util.TreeMap;

/// Something in a tree that is to be written. Its number is known when the tree is complete.
abstract sealed class SefsNode {
  final int mode;
  int number;

  private SefsNode(int mode) {
    this.mode = mode;
  }

  abstract SefsType type();

  /// The inode, which names `mac` as that of its file.
  abstract Inode inode(Bytes mac);

  /// The name of its file in the image.
  final String fileName() {
    return Inode.fileName(number).toHex();
  }

  final Inode inode(long size, int links, int blocks, Bytes mac) {
    return new Inode(size, type(), mode, links, blocks, Inode.fileName(number), mac);
  }

  static final class Folder extends SefsNode {
    /// By name, one character per byte: in the order of the bytes.
    final SortedMap<String, SefsNode> children = new TreeMap<>();

    /// Number of the folder above; that of the root is its own.
    int parent;

    Folder(int mode) {
      super(mode);
    }

    /// The same children under another mode.
    Folder withMode(int newMode) {
      Folder folder = new Folder(newMode);
      folder.children.putAll(children);
      return folder;
    }

    @Override
    SefsType type() {
      return SefsType.FOLDER;
    }

    @Override
    Inode inode(Bytes mac) {
      int folders = (int) children.values().stream().filter(Folder.class::isInstance).count();
      return inode(0, 2 + folders, 2 + children.size(), mac);
    }

    /// The content of its file.
    byte[] entries() {
      ByteWriter out = new ByteWriter((2 + children.size()) * FolderEntry.SIZE);
      new FolderEntry(number, ".", SefsType.FOLDER).write(out);
      new FolderEntry(parent, "..", SefsType.FOLDER).write(out);
      children.forEach(
          (name, child) -> new FolderEntry(child.number, name, child.type()).write(out));
      return out.toBytes();
    }
  }

  static final class RegularFile extends SefsNode {
    final FileHandle handle;

    RegularFile(int mode, FileHandle handle) {
      super(mode);
      this.handle = handle;
    }

    @Override
    SefsType type() {
      return SefsType.FILE;
    }

    @Override
    Inode inode(Bytes mac) {
      return inode(handle.size(), 1, 0, mac);
    }
  }

  static final class Symlink extends SefsNode {
    static final int MODE = 0777;

    final Bytes target;

    Symlink(String target) {
      super(MODE);
      this.target = Bytes.of(Latin1.toBytes(target));
    }

    @Override
    SefsType type() {
      return SefsType.SYMLINK;
    }

    @Override
    Inode inode(Bytes mac) {
      return inode(target.length(), 1, 0, mac);
    }
  }
}
