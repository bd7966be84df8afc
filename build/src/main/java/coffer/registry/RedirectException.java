package coffer.registry;

import java.io.IOException;

/// A server sends us where we do not go.
final class RedirectException extends IOException {
  RedirectException(String message) {
    super(message);
  }
}
