package coffer.ext4;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// An inode in the making (kernel documentation, "Index Nodes"). 256 bytes on disk:
///
/// | offset    | size  | field                                                                 |
/// |-----------|-------|-----------------------------------------------------------------------|
/// | 0         | 2     | mode                                                                  |
/// | 2, 120    | 2, 2  | owner, low and high                                                   |
/// | 4, 108    | 4, 4  | size, low and high                                                    |
/// | 8, 12, 16 | 4 each| access, change and modification time, low                             |
/// | 20        | 4     | deletion time, 0                                                      |
/// | 24, 122   | 2, 2  | group, low and high                                                   |
/// | 26        | 2     | links                                                                 |
/// | 28        | 4     | blocks, with those of extended attributes and extents                 |
/// | 32        | 4     | flags: 0x40000 (blocks count as such), 0x80000 (has extents)          |
/// | 40        | 60    | extents, target of a short symbolic link, or device number            |
/// | 104       | 4     | block of extended attributes                                          |
/// | 128       | 2     | how many bytes behind byte 128 are in use: 24                         |
/// | 132 to 143| 4 each| change, modification and access time, high                            |
/// | 144, 148  | 4 each| creation time, low and high                                           |
/// | 152       | 104   | extended attributes                                                   |
///
/// All else is zero.
final class Inode {
  /// Bytes for extended attributes at the end.
  static final int EXTRA_SIZE = 104;

  private static final int USED_SIZE = Ext4.INODE_SIZE - EXTRA_SIZE;
  private static final int FLAG_HUGE_FILE = 0x40000;
  private static final int FLAG_EXTENTS = 0x80000;

  /// How children are stored: by number, then name.
  private static final Comparator<Map.Entry<String, Inode>> STORED =
      (a, b) -> {
        int order = Integer.compare(a.getValue().number, b.getValue().number);
        return order != 0 ? order : a.getKey().compareTo(b.getKey());
      };

  final int number;
  FileType type;
  int permissions;
  int uid;
  int gid;
  long accessed;
  long changed;
  long modified;
  long created;
  long size;
  int links;
  int blocks;
  Extents extents = Extents.NONE;
  String linkTarget = "";
  int deviceMajor;
  int deviceMinor;
  Xattrs xattrs = Xattrs.NONE;

  /// 0 when there is none.
  int xattrBlock;

  /// Who made it last: the number that the caller of [Ext4Writer] gave.
  int origin;

  /// Set while only the path of another entry made this directory.
  @Nullable String impliedPath;

  /// In the order in which they were put, which is nearly that of [#STORED] and quick to sort.
  private Map<String, Inode> children = Collections.emptyMap();

  /// A directory is linked to by itself.
  Inode(int number, FileType type) {
    this.number = number;
    this.type = type;
    links = type == FileType.DIRECTORY ? 1 : 0;
  }

  boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  @Nullable Inode child(String name) {
    return children.get(name);
  }

  void put(String name, Inode child) {
    if (children.isEmpty()) {
      children = LinkedHashMap.newLinkedHashMap(2);
    }
    children.put(name, child);
  }

  List<Map.Entry<String, Inode>> storedChildren() {
    List<Map.Entry<String, Inode>> stored = new ArrayList<>(children.entrySet());
    stored.sort(STORED);
    return stored;
  }

  /// All attributes but the extended ones.
  void assign(FileAttributes attributes) {
    type = attributes.type();
    permissions =
        type == FileType.SYMLINK ? 0777 | attributes.permissions() : attributes.permissions();
    uid = attributes.uid();
    gid = attributes.gid();
    accessed = attributes.accessed();
    changed = attributes.changed();
    modified = attributes.modified();
    created = attributes.created();
    linkTarget = type == FileType.SYMLINK ? attributes.linkTarget() : "";
    size =
        switch (type) {
          case REGULAR -> attributes.size();
          case SYMLINK -> linkTarget.length();
          case DIRECTORY, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> 0;
        };
    deviceMajor = attributes.deviceMajor();
    deviceMinor = attributes.deviceMinor();
  }

  /// What the converter takes over when it makes another inode of this one, or this one again.
  FileAttributes copiedAttributes(SortedMap<String, Bytes> newXattrs) {
    return new FileAttributes(
        type,
        permissions,
        uid,
        gid,
        Ext4Time.copied(accessed),
        Ext4Time.copied(changed),
        Ext4Time.copied(modified),
        Ext4Time.copied(created),
        size,
        linkTarget,
        deviceMajor,
        deviceMinor,
        newXattrs);
  }

  void write(ByteWriter out) {
    int start = out.position();
    out.u16(type.modeBits | permissions).u16(uid).u32((int) size);
    out.u32((int) accessed).u32((int) changed).u32((int) modified).u32(0);
    out.u16(gid).u16(links).u32(blocks).u32(flags()).u32(0);
    writeData(out.at(start + 40));
    out.at(start + 100).zeros(4).u32(xattrBlock).u32((int) (size >>> 32)).zeros(8);
    out.at(start + 120).u16(uid >>> 16).u16(gid >>> 16).zeros(4);
    out.at(start + 128).u16(USED_SIZE - 128).u16(0);
    out.u32((int) (changed >>> 32)).u32((int) (modified >>> 32)).u32((int) (accessed >>> 32));
    out.u32((int) created).u32((int) (created >>> 32));
    xattrs.writeInline(out.at(start + USED_SIZE));
  }

  private int flags() {
    return extents.isEmpty() ? FLAG_HUGE_FILE : FLAG_HUGE_FILE | FLAG_EXTENTS;
  }

  private void writeData(ByteWriter out) {
    int start = out.position();
    switch (type) {
      case REGULAR, DIRECTORY, SYMLINK -> {
        if (extents.isEmpty()) {
          out.bytes(Latin1.toBytes(linkTarget));
        } else {
          extents.writeRoot(out);
        }
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE -> out.u32(0).u32(deviceNumber());
      case FIFO -> {}
    }
    out.zeros(start + Extents.ROOT_SIZE - out.position());
  }

  /// The kernel's `new_encode_dev`; numbers that are too large run into each other.
  private int deviceNumber() {
    return deviceMinor & 0xff | deviceMajor << 8 | (deviceMinor & ~0xff) << 12;
  }
}
