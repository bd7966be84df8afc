package coffer.sgx.protectedfile;

import coffer.bytes.SecretBytes;

/// Seals and opens single nodes, in place. Not thread-safe.
sealed interface NodeCipher permits PlainNodes, EncryptedNodes {
  /// The size of a GCM tag in bytes.
  int TAG = 16;

  /// Offset of the tag in an entry, behind the key.
  int TAG_IN_ENTRY = 16;

  /// For the file made under `name`.
  static NodeCipher of(Protection protection, FileName name) {
    return switch (protection) {
      case Protection.IntegrityOnly _ -> new PlainNodes();
      case Protection.UserKey(SecretBytes key) -> new EncryptedNodes(key, name);
    };
  }

  /// Goes on with the file made under `name`.
  void begin(FileName name);

  /// Seals node `node`, whose 4096 bytes are at `offset` of `buffer`, and puts its key and tag into
  /// `table` at `entry`.
  void seal(byte[] buffer, int offset, long node, byte[] table, int entry);

  /// Opens the 4096 bytes at `offset` of `buffer` with the key and tag in `table` at `entry`; false
  /// when they do not belong together.
  boolean open(byte[] buffer, int offset, byte[] table, int entry);

  /// Seals the metadata node, whose secret part is still in clear.
  void sealMetadata(byte[] node);

  /// Opens the metadata node; false when its MAC is not that of its content under this key.
  boolean openMetadata(byte[] node);

  /// What the metadata node says about the way in which the file is protected.
  boolean integrityOnly();
}
