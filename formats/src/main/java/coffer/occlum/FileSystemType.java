package coffer.occlum;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the library OS can mount.
public enum FileSystemType {
  SEFS,
  HOSTFS,
  RAMFS,
  UNIONFS,
  DEVFS,
  PROCFS,
  EXT2;

  static Optional<FileSystemType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.toString().equals(name)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(FileSystemType::toString).collect(Collectors.joining(", "));
  }

  /// As Occlum.json spells it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
