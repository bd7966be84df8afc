package coffer.ext4;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// The extended attributes of one inode: those inside it, and those in a block of their own.
record Xattrs(List<Xattr> inline, List<Xattr> block) {
  static final Xattrs NONE = new Xattrs(List.of(), List.of());

  private static final int MAGIC = 0xEA02_0000;

  /// Behind the magic in the inode; values are addressed from its start.
  private static final int INLINE_AREA = Inode.EXTRA_SIZE - 4;

  private static final int BLOCK_HEADER = 32;
  private static final int BLOCK_AREA = Ext4.BLOCK_SIZE - BLOCK_HEADER;

  /// A zero word ends the entries.
  private static final int END = 4;

  /// Up to this many entries every Go release sorts alike; see [#sort].
  private static final int MAX_IN_BLOCK = 12;

  Xattrs {
    inline = List.copyOf(inline);
    block = List.copyOf(block);
  }

  /// Places attributes, in the order of their full names, into the inode while they fit there, else
  /// into the block.
  static Xattrs place(SortedMap<String, Bytes> attributes) {
    if (attributes.isEmpty()) {
      return NONE;
    }
    List<Xattr> inline = new ArrayList<>();
    List<Xattr> block = new ArrayList<>();
    int inlineLeft = INLINE_AREA - END;
    int blockLeft = BLOCK_AREA - END;
    for (Map.Entry<String, Bytes> attribute : attributes.entrySet()) {
      Xattr xattr = Xattr.of(attribute.getKey(), attribute.getValue());
      int size = xattr.entrySize() + xattr.valueSize();
      if (size <= inlineLeft) {
        inline.add(xattr);
        inlineLeft -= size;
      } else if (size <= blockLeft) {
        block.add(xattr);
        blockLeft -= size;
      } else {
        throw new MalformedException(
            "extended attribute '%s' does not fit: %d bytes wanted, %d left"
                .formatted(
                    Latin1.printable(attribute.getKey()), size, Math.max(inlineLeft, blockLeft)));
      }
    }
    sort(block);
    return new Xattrs(inline, block);
  }

  /// The converter's comparison is not an order, so the result depends on the algorithm: this is
  /// insertion sort, which Go's `sort.Slice` uses for up to twelve elements. Beyond that its
  /// releases differ.
  private static void sort(List<Xattr> block) {
    if (block.size() > MAX_IN_BLOCK) {
      throw new MalformedException(
          ("%d extended attributes outside the inode; with more than %d the hash depends on the"
                  + " release of the converter, so keep fewer or shorter ones")
              .formatted(block.size(), MAX_IN_BLOCK));
    }
    for (int i = 1; i < block.size(); i++) {
      for (int j = i; j > 0 && before(block.get(j), block.get(j - 1)); j--) {
        block.set(j, block.set(j - 1, block.get(j)));
      }
    }
  }

  private static boolean before(Xattr a, Xattr b) {
    return a.prefixIndex() < b.prefixIndex()
        || a.name().length() < b.name().length()
        || a.name().compareTo(b.name()) < 0;
  }

  /// Adds to `attributes` those of `stored` that are not there yet. Reading stops, as the converter
  /// does, at an attribute whose written name is empty (a POSIX ACL): it looks like the end.
  static void addMissing(SortedMap<String, Bytes> attributes, List<Xattr> stored) {
    for (Xattr xattr : stored) {
      if (xattr.name().isEmpty()) {
        return;
      }
      attributes.putIfAbsent(xattr.fullName(), xattr.value());
    }
  }

  /// Writes the end of the inode, [Inode#EXTRA_SIZE] bytes: magic and area; zeros when there is
  /// nothing.
  void writeInline(ByteWriter out) {
    if (inline.isEmpty()) {
      out.zeros(Inode.EXTRA_SIZE);
    } else {
      writeArea(out.u32(MAGIC), inline, INLINE_AREA, 0);
    }
  }

  /// The block: magic, reference count 1, blocks 1, zeros to byte 32, area. Values are addressed
  /// from the start of the block.
  byte[] blockBytes() {
    ByteWriter out = new ByteWriter(Ext4.BLOCK_SIZE);
    out.u32(MAGIC).u32(1).u32(1).zeros(20).at(BLOCK_HEADER);
    writeArea(out, block, BLOCK_AREA, BLOCK_HEADER);
    return out.toBytes();
  }

  /// Entries from the front, values in the same order from the back.
  private static void writeArea(ByteWriter out, List<Xattr> list, int size, int base) {
    int start = out.position();
    int end = size;
    for (Xattr xattr : list) {
      end -= xattr.valueSize();
      xattr.write(out, base + end);
    }
    out.zeros(start + end - out.position());
    for (Xattr xattr : list.reversed()) {
      out.bytes(xattr.value()).zeros(xattr.valueSize() - xattr.value().length());
    }
    out.at(start + size);
  }
}
