package coffer.skr;

import java.io.IOException;

/// Who releases keys to this guest.
@FunctionalInterface
public interface KeyReleaser {
  /// The key `kid` (a name, or `name/version`), or why it is withheld. `IOException` when nobody
  /// answers.
  Release release(String kid) throws IOException;
}
