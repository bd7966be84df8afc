package coffer.sgx.sefs;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.util.Arrays;

/// An entry of a folder (`structs.rs`, `DiskEntry`).
///
/// @param inode its number
/// @param name one character per byte
record FolderEntry(int inode, String name, SefsType type) {
  static final int SIZE = 264;

  private static final int NAME = 256;

  void write(ByteWriter out) {
    out.u32(inode).bytes(Arrays.copyOf(Latin1.toBytes(name), NAME)).u32(type.code);
  }

  static FolderEntry read(ByteReader in) {
    int inode = in.u32();
    long nameAt = in.position();
    Bytes field = in.bytes(NAME);
    int end = 0;
    while (end < NAME && field.at(end) != 0) {
      end++;
    }
    if (end == NAME || !field.slice(end, NAME).isZero()) {
      throw new MalformedException(nameAt, "a name that does not end with zeros");
    }
    return new FolderEntry(
        inode, Latin1.of(field.slice(0, end).toArray()), SefsType.parse(in.position(), in.u32()));
  }
}
