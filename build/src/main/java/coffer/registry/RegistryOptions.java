package coffer.registry;

import coffer.bytes.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How registries are reached.
///
/// @param credentials who signs in
/// @param insecure allows plain HTTP to this machine
/// @param authorities PEM files of further certificate authorities
/// @param mirrors by registry: places to look first, `HOST[:PORT][/PATH]`; reading only
/// @param retry when something is tried again
/// @param stall how long a connection may be silent
public record RegistryOptions(
    Credentials credentials,
    boolean insecure,
    List<Path> authorities,
    Map<String, List<String>> mirrors,
    Retry retry,
    Duration stall) {
  /// Anonymous, by TLS.
  public static final RegistryOptions DEFAULT =
      new RegistryOptions(
          Credentials.NONE, false, List.of(), Map.of(), Retry.DEFAULT, Duration.ofSeconds(60));

  public RegistryOptions {
    authorities = List.copyOf(authorities);
    mirrors = Map.copyOf(mirrors);
    for (List<String> places : mirrors.values()) {
      for (String place : places) {
        if (place.contains("://") || place.startsWith("/") || place.isEmpty()) {
          throw new MalformedException("mirror: HOST[:PORT][/PATH] wanted, found '" + place + "'");
        }
      }
    }
  }

  /// Whether a registry's name is one of this machine's own, whatever DNS says.
  public static boolean isLoopback(String registry) {
    return Repository.isLoopback(registry);
  }

  public RegistryOptions withCredentials(Credentials other) {
    return new RegistryOptions(other, insecure, authorities, mirrors, retry, stall);
  }

  public RegistryOptions withInsecure(boolean allowed) {
    return new RegistryOptions(credentials, allowed, authorities, mirrors, retry, stall);
  }

  public RegistryOptions withAuthorities(List<Path> files) {
    return new RegistryOptions(credentials, insecure, files, mirrors, retry, stall);
  }

  public RegistryOptions withMirrors(Map<String, List<String>> places) {
    return new RegistryOptions(credentials, insecure, authorities, places, retry, stall);
  }

  public RegistryOptions withRetry(Retry other) {
    return new RegistryOptions(credentials, insecure, authorities, mirrors, other, stall);
  }

  public RegistryOptions withStall(Duration longest) {
    return new RegistryOptions(credentials, insecure, authorities, mirrors, retry, longest);
  }
}
