package coffer.cli;

import coffer.arm.ArmCredentials;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.registry.CredentialHelper;
import coffer.registry.Login;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Credentials of registries, from files that only the user may read or from Docker's helpers. They
/// are secrets: never in messages.
final class RegistryCredentials {
  private static final Set<PosixFilePermission> OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Map<String, Json.Obj> byServer = new LinkedHashMap<>();

  private RegistryCredentials() {}

  static RegistryCredentials of(PolicyOutputOptions options) throws IOException {
    RegistryCredentials credentials = new RegistryCredentials();
    for (String option : options.credentials) {
      credentials.byServer.put(server(option), fromFile(Path.of(value(option))));
    }
    for (String option : options.helpers) {
      credentials.byServer.put(server(option), fromHelper(value(option), server(option)));
    }
    return credentials;
  }

  private static String server(String option) {
    int equals = option.indexOf('=');
    if (equals < 1) {
      throw PolicyGroupOptions.failure("SERVER=VALUE wanted for a registry credential");
    }
    return option.substring(0, equals);
  }

  private static String value(String option) {
    return option.substring(option.indexOf('=') + 1);
  }

  JsonText addTo(JsonText template) {
    JsonText changed = template;
    for (Map.Entry<String, Json.Obj> entry : byServer.entrySet()) {
      changed =
          ArmCredentials.with(
              changed,
              entry.getKey(),
              entry.getValue().string("username"),
              entry.getValue().string("password"));
    }
    return changed;
  }

  private static Json.Obj fromFile(Path file) throws IOException {
    if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw PolicyGroupOptions.failure(
          "%s: others may read this credential; chmod 600 it".formatted(file));
    }
    try {
      Json.Obj object = Json.parseObject(Files.readAllBytes(file));
      return Json.object()
          .put("username", object.string("username"))
          .put("password", object.string("password"))
          .build();
    } catch (MalformedException e) {
      // The parser's message may quote the secret.
      throw PolicyGroupOptions.failure(file + ": a JSON object with username and password wanted");
    }
  }

  private static Json.Obj fromHelper(String name, String server) throws IOException {
    Optional<Login> login;
    try {
      login = CredentialHelper.get(name, server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while docker-credential-" + name + " ran");
    }
    return switch (login.orElseThrow(() -> none(name, server))) {
      case Login.Password(String user, SecretBytes password) -> credential(user, password);
      case Login.RefreshToken(SecretBytes token) -> credential(Login.TOKEN_USER, token);
    };
  }

  private static CommandFailure none(String name, String server) {
    return PolicyGroupOptions.failure(
        "docker-credential-%s has no credential for %s; log in with it first"
            .formatted(name, server));
  }

  private static Json.Obj credential(String user, SecretBytes secret) {
    byte[] text = secret.reveal();
    try {
      return Json.object()
          .put("username", user)
          .put("password", new String(text, StandardCharsets.UTF_8))
          .build();
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
