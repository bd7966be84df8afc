package coffer.registry;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.oci.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Logins as Docker and Podman keep them (`config.json`, `auth.json`): `auths` with user and
/// password in base64 or an `identitytoken`, `credHelpers` for single registries and `credsStore`
/// for all of them. Members that are not about logins are left alone.
public final class DockerConfig implements Credentials {
  private static final String DOCKER_HUB = "https://index.docker.io/v1/";

  private final Map<String, Login> logins;
  private final Map<String, String> helpers;
  private final @Nullable String store;

  private DockerConfig(
      Map<String, Login> logins, Map<String, String> helpers, @Nullable String store) {
    this.logins = logins;
    this.helpers = helpers;
    this.store = store;
  }

  /// The configurations of this user, the first one that knows a registry counts:
  /// `$REGISTRY_AUTH_FILE` alone when it is set, else `$DOCKER_CONFIG/config.json` (or
  /// `~/.docker/config.json`) and `$XDG_RUNTIME_DIR/containers/auth.json`.
  public static Credentials ofUser(Map<String, String> environment) throws IOException {
    String single = environment.get("REGISTRY_AUTH_FILE");
    if (single != null) {
      return load(Path.of(single));
    }
    List<Credentials> found = new ArrayList<>();
    String docker = environment.get("DOCKER_CONFIG");
    String home = environment.getOrDefault("HOME", "/");
    Path folder = docker == null ? Path.of(home, ".docker") : Path.of(docker);
    found.add(loadIfThere(folder.resolve("config.json")));
    String runtime = environment.get("XDG_RUNTIME_DIR");
    if (runtime != null) {
      found.add(loadIfThere(Path.of(runtime, "containers", "auth.json")));
    }
    return (registry, repository) -> {
      for (Credentials credentials : found) {
        Optional<Login> login = credentials.find(registry, repository);
        if (login.isPresent()) {
          return login;
        }
      }
      return Optional.empty();
    };
  }

  private static Credentials loadIfThere(Path file) throws IOException {
    try {
      return load(file);
    } catch (NoSuchFileException _) {
      return Credentials.NONE;
    }
  }

  /// Reads one configuration; errors name the file and never its content.
  public static DockerConfig load(Path file) throws IOException {
    try {
      return parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// Parses the document.
  public static DockerConfig parse(byte[] json) {
    Json.Obj in = Json.parseObject(json);
    Map<String, Login> logins = new LinkedHashMap<>();
    members(in, "auths")
        .forEach(
            (key, value) -> {
              try {
                login(value).ifPresent(login -> logins.put(normal(key), login));
              } catch (MalformedException e) {
                throw e.within("auths: " + key);
              }
            });
    Map<String, String> helpers = new LinkedHashMap<>();
    for (String key : members(in, "credHelpers").keySet()) {
      helpers.put(normal(key), in.object("credHelpers").string(key));
    }
    return new DockerConfig(
        logins,
        helpers,
        in.optionalString("credsStore").filter(name -> !name.isEmpty()).orElse(null));
  }

  private static Map<String, Json> members(Json.Obj in, String name) {
    return switch (in.get(name).orElse(Json.NULL)) {
      case Json.Null() -> Map.of();
      case Json.Obj(Map<String, Json> members) -> members;
      case Json other ->
          throw new MalformedException(
              "member '" + name + "': an object wanted, found " + other.kind());
    };
  }

  private static Optional<Login> login(Json value) {
    if (!(value instanceof Json.Obj in)) {
      throw new MalformedException("an object wanted, found " + value.kind());
    }
    Optional<String> token = in.optionalString("identitytoken").filter(text -> !text.isEmpty());
    if (token.isPresent()) {
      return Optional.of(new Login.RefreshToken(secret(token.get())));
    }
    Optional<String> auth = in.optionalString("auth").filter(text -> !text.isEmpty());
    if (auth.isPresent()) {
      return Optional.of(decoded(auth.get()));
    }
    Optional<String> user = in.optionalString("username").filter(text -> !text.isEmpty());
    return user.map(name -> Login.of(name, secret(in.optionalString("password").orElse(""))));
  }

  private static Login decoded(String auth) {
    byte[] both;
    try {
      both = Base64.getDecoder().decode(auth);
    } catch (IllegalArgumentException _) {
      throw new MalformedException("member 'auth': base64 wanted, found something else");
    }
    int end = both.length;
    while (end > 0 && both[end - 1] == 0) {
      end--;
    }
    int colon = 0;
    while (colon < end && both[colon] != ':') {
      colon++;
    }
    if (colon == end) {
      throw new MalformedException("member 'auth': USER:PASSWORD wanted, found no colon");
    }
    byte[] password = Arrays.copyOfRange(both, colon + 1, end);
    Login login =
        Login.of(new String(both, 0, colon, StandardCharsets.UTF_8), SecretBytes.of(password));
    Arrays.fill(both, (byte) 0);
    Arrays.fill(password, (byte) 0);
    return login;
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Keys are host names with a port, at times with a scheme and a version before and after.
  private static String normal(String key) {
    if (key.equals(DOCKER_HUB) || key.equals("index.docker.io") || key.equals("docker.io")) {
      return ImageReference.DEFAULT_REGISTRY;
    }
    String host = key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "");
    return host.endsWith("/") ? host.substring(0, host.length() - 1) : host;
  }

  @Override
  public Optional<Login> find(String registry, String repository)
      throws IOException, InterruptedException {
    String server = registry.equals(ImageReference.DEFAULT_REGISTRY) ? DOCKER_HUB : registry;
    String helper = helpers.get(registry);
    if (helper != null) {
      return CredentialHelper.get(helper, server);
    }
    // The longest path that has a login of its own, as Podman has it; the registry last.
    for (String key = registry + "/" + repository; ; key = key.substring(0, key.lastIndexOf('/'))) {
      Login login = logins.get(key);
      if (login != null) {
        return Optional.of(login);
      }
      if (key.indexOf('/') < 0) {
        break;
      }
    }
    return store == null ? Optional.empty() : CredentialHelper.get(store, server);
  }
}
