package coffer.sgx.protectedfile;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Ciphers of one protection that wait for their next use: making one takes longer than sealing a
/// small file. Thread-safe.
final class NodeCiphers {
  private final Protection protection;
  private final Queue<NodeCipher> free = new ConcurrentLinkedQueue<>();

  NodeCiphers(Protection protection) {
    this.protection = protection;
  }

  /// One for the file made under `name`.
  NodeCipher take(FileName name) {
    NodeCipher cipher = free.poll();
    if (cipher == null) {
      return NodeCipher.of(protection, name);
    }
    cipher.begin(name);
    return cipher;
  }

  void giveBack(NodeCipher cipher) {
    free.add(cipher);
  }
}
