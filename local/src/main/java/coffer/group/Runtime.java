package coffer.group;

import coffer.bytes.MalformedException;
import java.util.Locale;

/// Who starts the container inside the group.
public enum Runtime {
  /// Coffer itself, with util-linux's `unshare`.
  BUILTIN,
  /// The program `runc`, as the superuser.
  RUNC;

  static Runtime parse(String text) {
    return switch (text) {
      case "builtin" -> BUILTIN;
      case "runc" -> RUNC;
      default ->
          throw new MalformedException("runtime: builtin or runc wanted, found '" + text + "'");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
