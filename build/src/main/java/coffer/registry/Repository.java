package coffer.registry;

import coffer.oci.ImageReference;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A repository as it is reached.
///
/// @param registry its registry as references name it
/// @param authority host and port
/// @param name within the registry
record Repository(String registry, String scheme, String authority, String name) {
  private static final String HUB = "registry-1.docker.io";
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?");

  static Repository of(ImageReference reference, RegistryOptions options) {
    return at(reference.registry(), reference.repository(), options);
  }

  /// Where to look for an image, in this order: mirrors, then the registry.
  static List<Repository> places(ImageReference reference, RegistryOptions options) {
    List<String> mirrors = options.mirrors().getOrDefault(reference.registry(), List.of());
    return Stream.concat(
            mirrors.stream().map(mirror -> mirrored(mirror, reference.repository(), options)),
            Stream.of(of(reference, options)))
        .toList();
  }

  private static Repository mirrored(String mirror, String repository, RegistryOptions options) {
    int slash = mirror.indexOf('/');
    return slash < 0
        ? at(mirror, repository, options)
        : at(mirror.substring(0, slash), mirror.substring(slash + 1) + "/" + repository, options);
  }

  private static Repository at(String registry, String name, RegistryOptions options) {
    boolean plain = options.insecure() && isLoopback(registry);
    String authority = registry.equals(ImageReference.DEFAULT_REGISTRY) ? HUB : registry;
    return new Repository(registry, plain ? "http" : "https", authority, name);
  }

  /// Whether the name is one of this machine's own, whatever DNS says.
  static boolean isLoopback(String authority) {
    return LOOPBACK.matcher(authority).matches();
  }

  URI uri(String rest) {
    return URI.create(scheme + "://" + authority + "/v2/" + name + "/" + rest);
  }

  /// What a token must allow (Docker registry token authentication, "Resource Scope").
  String scope(String actions) {
    return "repository:" + name + ":" + actions;
  }

  @Override
  public String toString() {
    return registry + "/" + name;
  }
}
