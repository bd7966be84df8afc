package coffer.image;

import coffer.oci.Platform;
import java.util.Optional;

/// Which image of a source that may hold several.
///
/// @param name the image's name as the source writes it, such as `web:1` or
///   `docker.io/library/web:1`, or its digest; none when the source must hold exactly one
/// @param platform the platform that the image must have
public record ImageSelector(Optional<String> name, Platform platform) {
  /// The only image, for linux/amd64.
  public static final ImageSelector ONLY =
      new ImageSelector(Optional.empty(), Platform.LINUX_AMD64);

  /// The image called `name`, for linux/amd64.
  public static ImageSelector named(String name) {
    return new ImageSelector(Optional.of(name), Platform.LINUX_AMD64);
  }

  /// Whether a source's name is the one asked for. A name without tag means `latest`, as Docker has
  /// it, and Docker's default registry may be left out.
  boolean accepts(String found) {
    return name.isEmpty() || full(name.get()).equals(full(found));
  }

  private static String full(String name) {
    String local = name;
    for (String prefix : new String[] {"docker.io/", "library/"}) {
      local = local.startsWith(prefix) ? local.substring(prefix.length()) : local;
    }
    boolean tagged = local.indexOf(':', local.lastIndexOf('/') + 1) >= 0;
    return tagged ? local : local + ":latest";
  }
}
