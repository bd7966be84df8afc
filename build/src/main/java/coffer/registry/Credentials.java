package coffer.registry;

import java.io.IOException;
import java.util.Optional;

/// Knows logins by registry.
@FunctionalInterface
public interface Credentials {
  /// Nobody signs in.
  Credentials NONE = (_, _) -> Optional.empty();

  /// The login for a repository of a registry, if there is one.
  Optional<Login> find(String registry, String repository) throws IOException, InterruptedException;
}
