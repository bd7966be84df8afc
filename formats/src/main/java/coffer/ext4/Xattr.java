package coffer.ext4;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.util.List;

/// One extended attribute as the file system stores it: the name without its well-known prefix, and
/// the prefix's index (kernel documentation, "Extended Attributes").
///
/// | offset | size | field                                                     |
/// |--------|------|-----------------------------------------------------------|
/// | 0      | 1    | length of the name                                        |
/// | 1      | 1    | prefix index                                              |
/// | 2      | 2    | offset of the value                                       |
/// | 4      | 4    | 0                                                         |
/// | 8      | 4    | length of the value                                       |
/// | 12     | 4    | hash                                                      |
/// | 16     |      | the name, zero-padded to 4 bytes                          |
record Xattr(int prefixIndex, String name, Bytes value) {
  private static final int ENTRY_SIZE = 16;

  /// First match wins, so the longer ones stand first.
  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix(2, "system.posix_acl_access"),
          new Prefix(3, "system.posix_acl_default"),
          new Prefix(8, "system.richacl"),
          new Prefix(7, "system."),
          new Prefix(1, "user."),
          new Prefix(4, "trusted."),
          new Prefix(6, "security."));

  private record Prefix(int index, String text) {}

  static Xattr of(String fullName, Bytes value) {
    Xattr xattr =
        PREFIXES.stream()
            .filter(prefix -> fullName.startsWith(prefix.text))
            .findFirst()
            .map(prefix -> new Xattr(prefix.index, fullName.substring(prefix.text.length()), value))
            .orElseGet(() -> new Xattr(0, fullName, value));
    if (xattr.name.length() > Ext4.MAX_NAME) {
      throw new MalformedException(
          "extended attribute '%s...': a name of at most %d bytes wanted, found %d"
              .formatted(
                  Latin1.printable(fullName.substring(0, 40)), Ext4.MAX_NAME, fullName.length()));
    }
    return xattr;
  }

  String fullName() {
    return PREFIXES.stream()
        .filter(prefix -> prefix.index == prefixIndex)
        .findFirst()
        .map(prefix -> prefix.text + name)
        .orElse(name);
  }

  int entrySize() {
    return ENTRY_SIZE + padded(name.length());
  }

  int valueSize() {
    return padded(value.length());
  }

  /// Writes the entry; its value stands at `valueOffset`.
  void write(ByteWriter out, int valueOffset) {
    out.u8(name.length()).u8(prefixIndex).u16(valueOffset).u32(0);
    out.u32(value.length()).u32(hash());
    out.bytes(Latin1.toBytes(name)).zeros(padded(name.length()) - name.length());
  }

  /// The kernel's `ext4_xattr_hash_entry`, which it wants only in attribute blocks.
  private int hash() {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = Integer.rotateLeft(hash, 5) ^ name.charAt(i);
    }
    for (int at = 0; at < value.length(); at += 4) {
      hash = Integer.rotateLeft(hash, 16) ^ word(at);
    }
    return hash;
  }

  /// Four bytes of the value, little-endian, zeros behind its end.
  private int word(int at) {
    int word = 0;
    for (int i = at; i < Math.min(at + 4, value.length()); i++) {
      word |= Byte.toUnsignedInt(value.at(i)) << (8 * (i - at));
    }
    return word;
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }
}
