package coffer.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whose ids a process may give to files, read from its user namespace.
public enum Ownership {
  /// The superuser of the machine.
  MACHINE,
  /// A user namespace with many ids (subuid(5)).
  MANY_IDS,
  /// A user namespace with one id: every file belongs to it.
  ONE_ID;

  private static final long ALL = 0xffffffffL;

  /// Of this process.
  static Ownership ofThisProcess() throws IOException {
    String map = Files.readString(Path.of("/proc/self/uid_map"), StandardCharsets.US_ASCII);
    String[] words = map.strip().split("\\s+");
    if (words.length == 3 && Long.parseLong(words[2]) == ALL) {
      return MACHINE;
    }
    long ids = 0;
    for (int i = 2; i < words.length; i += 3) {
      ids += Long.parseLong(words[i]);
    }
    return ids > 1 ? MANY_IDS : ONE_ID;
  }

  boolean keepsOwners() {
    return this != ONE_ID;
  }

  boolean mayMakeDevices() {
    return this == MACHINE;
  }

  boolean mayUseTrustedAttributes() {
    return this == MACHINE;
  }

  /// What marks an opaque folder (Linux, `Documentation/filesystems/overlayfs.rst`).
  String opaqueAttribute() {
    return mayUseTrustedAttributes() ? "trusted.overlay.opaque" : "user.overlay.opaque";
  }
}
