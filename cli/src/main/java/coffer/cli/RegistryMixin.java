package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.oci.ImageReference;
import coffer.registry.Credentials;
import coffer.registry.DockerConfig;
import coffer.registry.Login;
import coffer.registry.RegistryOptions;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How commands reach registries.
final class RegistryMixin {
  private static final int MAX_PASSWORD = 1024 * 1024;

  @Option(
      names = "--insecure",
      description = "Plain HTTP for registries on this machine (localhost, 127.0.0.1).")
  boolean insecure;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "A certificate authority to trust too, in PEM. May be repeated.")
  List<Path> authorities = new ArrayList<>();

  @Option(
      names = "--mirror",
      paramLabel = "REGISTRY=HOST[/PATH]",
      description = "Where to look first for images of a registry. May be repeated.")
  List<String> mirrors = new ArrayList<>();

  @Option(
      names = "--auth-file",
      paramLabel = "FILE",
      description = "Logins as docker login keeps them (default: those of Docker and Podman).")
  @Nullable Path authFile;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      description = "Sign in with this name; 00000000-0000-0000-0000-000000000000 for a token.")
  @Nullable String username;

  @Option(
      names = "--password-stdin",
      description = "Read the password, or the token, from standard input.")
  boolean passwordStdin;

  /// Whether the password comes from standard input.
  boolean readsStandardInput() {
    return passwordStdin;
  }

  /// Access to images, to registries only where `offline` is false. `locations` are what the
  /// command is about.
  ImageAccess access(boolean offline, List<ImageLocation> locations) throws IOException {
    checkInsecure(locations);
    RegistryOptions options =
        RegistryOptions.DEFAULT
            .withCredentials(credentials())
            .withInsecure(insecure)
            .withAuthorities(authorities)
            .withMirrors(mirrorsByRegistry());
    return new ImageAccess(ImageAccess.cacheOf(System.getenv()), options, offline);
  }

  /// What an argument of the command names.
  static ImageLocation location(String text) {
    try {
      return ImageLocation.parse(text);
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.USAGE, e.getMessage(), "an image as coffer image --help describes it");
    }
  }

  /// An argument that must name an image of a registry.
  static ImageReference reference(String text) {
    try {
      return ImageReference.parse(text);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), "");
    }
  }

  private void checkInsecure(List<ImageLocation> locations) {
    List<String> registries = new ArrayList<>();
    for (ImageLocation location : locations) {
      if (location instanceof ImageLocation.Remote remote) {
        registries.add(remote.reference().registry());
      }
    }
    if (insecure
        && !registries.isEmpty()
        && registries.stream().noneMatch(RegistryOptions::isLoopback)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--insecure is for registries on this machine, found " + String.join(", ", registries),
          "for an authority of your own use --ca FILE");
    }
  }

  private Credentials credentials() throws IOException {
    if ((username != null) != passwordStdin) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--username and --password-stdin go together",
          "printf %s \"$PASSWORD\" | coffer ... --username NAME --password-stdin");
    }
    if (username != null) {
      Optional<Login> login = Optional.of(Login.of(username, password()));
      return (_, _) -> login;
    }
    return authFile == null ? DockerConfig.ofUser(System.getenv()) : DockerConfig.load(authFile);
  }

  private static SecretBytes password() throws IOException {
    byte[] text = System.in.readNBytes(MAX_PASSWORD);
    int end = text.length;
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
      end--;
    }
    byte[] password = Arrays.copyOf(text, end);
    SecretBytes secret = SecretBytes.of(password);
    Arrays.fill(text, (byte) 0);
    Arrays.fill(password, (byte) 0);
    return secret;
  }

  private Map<String, List<String>> mirrorsByRegistry() {
    Map<String, List<String>> places = new HashMap<>();
    for (String mirror : mirrors) {
      int equals = mirror.indexOf('=');
      if (equals <= 0) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--mirror: REGISTRY=HOST[:PORT][/PATH] wanted, found '" + mirror + "'",
            "");
      }
      places
          .computeIfAbsent(mirror.substring(0, equals), _ -> new ArrayList<>())
          .add(mirror.substring(equals + 1));
    }
    return places;
  }
}
