package coffer.sgx.protectedfile;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.util.Arrays;

/// Node 0 (`protected_fs_nodes.h`, `meta_data_node_t`): a plain header, a part that is encrypted
/// unless the file is integrity-only, and zeros up to the end of the node.
///
/// @param name as it is stored, one component of a path
/// @param size of the whole content, in bytes
/// @param rootEntry key and tag of hash node 0, 32 bytes; zeros when there is none
/// @param head the first bytes of the content: at most 3072, the rest of its field is zero
record MetadataNode(FileName name, long size, byte[] rootEntry, byte[] head) {
  static final int KEY_ID = 10;
  static final int KEY_ID_SIZE = 32;
  static final int MAC = 77;
  static final int SECRET = 95;
  static final int SECRET_SIZE = 3392;
  static final int SECRET_END = SECRET + SECRET_SIZE;

  private static final long FILE_ID = 0x5347585F46494C45L;
  private static final int MAJOR_VERSION = 1;
  private static final int SEAL_FIELDS = 16 + 2;
  private static final int ATTRIBUTE_MASK = 16;
  private static final int SIZE_IN_SECRET = 260;
  private static final int MONOTONIC_COUNTER = 16 + 4;
  private static final int ROOT_IN_SECRET = 288;
  private static final int HEAD_IN_SECRET = 320;

  /// The node with its secret part in clear and without key id and MAC.
  byte[] toBytes(boolean integrityOnly) {
    return new ByteWriter(Nodes.SIZE)
        .u64(FILE_ID)
        .u8(MAJOR_VERSION)
        .u8(0)
        .at(KEY_ID)
        .zeros(KEY_ID_SIZE + SEAL_FIELDS)
        .u8(1)
        .zeros(ATTRIBUTE_MASK)
        .at(MAC)
        .zeros(NodeCipher.TAG)
        .u8(0)
        .u8(integrityOnly ? 1 : 0)
        .at(SECRET)
        .bytes(name.padded(SIZE_IN_SECRET))
        .at(SECRET + SIZE_IN_SECRET)
        .u64(size)
        .zeros(MONOTONIC_COUNTER)
        .at(SECRET + ROOT_IN_SECRET)
        .bytes(rootEntry)
        .at(SECRET + HEAD_IN_SECRET)
        .bytes(Arrays.copyOf(head, Nodes.HEAD))
        .at(SECRET_END)
        .zeros(Nodes.SIZE - SECRET_END)
        .toBytes();
  }

  /// Checks the plain header of a file that is to be read as `integrityOnly` says, and the zeros at
  /// the end of the node (`file_init.cpp`, `file_open`).
  static void checkHeader(byte[] node, boolean integrityOnly) {
    ByteReader in = new ByteReader(node);
    want(in.position(), "file id", in.u64(), FILE_ID, "0x%x");
    want(in.position(), "major version", in.u8(), MAJOR_VERSION, "%d");
    want(in.position(), "minor version", in.u8(), 0, "%d");
    Bytes keyId = in.at(KEY_ID).bytes(KEY_ID_SIZE);
    in.zeros(SEAL_FIELDS);
    want(in.position(), "use_user_kdk_key", in.u8(), 1, "%d");
    in.zeros(ATTRIBUTE_MASK);
    in.at(MAC).skip(NodeCipher.TAG);
    want(in.position(), "update_flag (1: a write was not finished)", in.u8(), 0, "%d");
    wantMode(in.position(), in.u8(), integrityOnly);
    if (integrityOnly && !keyId.isZero()) {
      throw new MalformedException(KEY_ID, "an integrity-only file with a key id, want zeros");
    }
    in.at(SECRET).skip(SECRET_SIZE);
    in.zeros(Nodes.SIZE - SECRET_END);
    in.end();
  }

  /// Parses the secret part of an opened node.
  static MetadataNode parse(byte[] node) {
    ByteReader in = new ByteReader(node);
    in.skip(SECRET);
    FileName name = FileName.parse(SECRET, in.bytes(SIZE_IN_SECRET));
    long sizeAt = in.position();
    long size = in.u64();
    if (size < 0 || size > Nodes.MAX_CONTENT) {
      throw new MalformedException(
          sizeAt,
          "a content of %s bytes; at most %d are allowed"
              .formatted(Long.toUnsignedString(size), Nodes.MAX_CONTENT));
    }
    in.zeros(MONOTONIC_COUNTER);
    byte[] rootEntry = rootEntry(in, size);
    in.at(SECRET + HEAD_IN_SECRET);
    int inHead = (int) Math.min(size, Nodes.HEAD);
    Bytes head = in.bytes(inHead);
    in.zeros(Nodes.HEAD - inHead);
    return new MetadataNode(name, size, rootEntry, head.toArray());
  }

  static Bytes mac(byte[] node) {
    return Bytes.of(Arrays.copyOfRange(node, MAC, MAC + NodeCipher.TAG));
  }

  private static byte[] rootEntry(ByteReader in, long size) {
    if (size > Nodes.HEAD) {
      return in.bytes(Nodes.ENTRY).toArray();
    }
    in.zeros(Nodes.ENTRY);
    return new byte[Nodes.ENTRY];
  }

  private static void wantMode(long offset, int found, boolean integrityOnly) {
    if (found > 1) {
      throw new MalformedException(offset, "integrity_only is %d, want 0 or 1".formatted(found));
    }
    if (found == 1 && !integrityOnly) {
      throw new IntegrityException(
          offset, "the file is integrity-only, want one that is encrypted with the key");
    }
    if (found == 0 && integrityOnly) {
      throw new IntegrityException(offset, "the file is encrypted, and no key was given");
    }
  }

  private static void want(long offset, String field, long found, long wanted, String format) {
    if (found != wanted) {
      throw new MalformedException(
          offset,
          "%s is %s, want %s".formatted(field, format.formatted(found), format.formatted(wanted)));
    }
  }
}
