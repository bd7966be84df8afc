package coffer.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Recorded inputs and outputs of the reference tools, which live beside the project and not in it.
/// The folder is `$COFFER_VECTORS`, else `../shared/vectors` seen from the root of the checkout.
public final class Vectors {
  private Vectors() {}

  /// The folder `name` of the vectors, if they are on this machine.
  public static Optional<Path> folder(String name) {
    return root().map(root -> root.resolve(name)).filter(Files::isDirectory);
  }

  private static Optional<Path> root() {
    String configured = System.getenv("COFFER_VECTORS");
    Path root =
        configured != null
            ? Path.of(configured)
            : checkout().resolveSibling("shared").resolve("vectors");
    return Optional.of(root).filter(Files::isDirectory);
  }

  /// The root of this checkout: the nearest folder upwards that holds the Maven wrapper.
  public static Path checkout() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "not inside a checkout: no mvnw above " + Path.of("").toAbsolutePath());
    }
    return folder;
  }
}
