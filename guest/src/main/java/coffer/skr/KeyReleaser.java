package coffer.skr;

import java.io.IOException;

/// Who releases keys to this guest.
@FunctionalInterface
public interface KeyReleaser {
  /// The key, or why it is withheld. `IOException` when nobody answers.
  Release release(KeyRequest request) throws IOException;
}
