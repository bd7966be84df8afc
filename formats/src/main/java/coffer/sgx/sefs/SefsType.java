package coffer.sgx.sefs;

import coffer.bytes.MalformedException;

/// What an inode is (`structs.rs`, `FileType`). Sockets have a type of their own, which no built
/// image contains.
public enum SefsType {
  FILE(1),
  FOLDER(2),
  SYMLINK(3);

  final int code;

  SefsType(int code) {
    this.code = code;
  }

  static SefsType parse(long offset, int code) {
    for (SefsType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new MalformedException(
        offset, "type %s, want 1 to 3".formatted(Integer.toUnsignedString(code)));
  }
}
