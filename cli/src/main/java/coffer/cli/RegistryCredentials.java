package coffer.cli;

import coffer.arm.ArmCredentials;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Credentials of registries, from files that only the user may read or from Docker's helpers. They
/// are secrets: never in messages.
final class RegistryCredentials {
  private static final Set<PosixFilePermission> OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final int HELPER_SECONDS = 60;

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
    return credential(file.toString(), Files.readAllBytes(file), "username", "password");
  }

  private static Json.Obj fromHelper(String name, String server) throws IOException {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw PolicyGroupOptions.failure("--registry-helper: the name of a helper wanted");
    }
    String program = "docker-credential-" + name;
    Process process =
        new ProcessBuilder(program, "get").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
    }
    byte[] answer = process.getInputStream().readAllBytes();
    try {
      if (!process.waitFor(HELPER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw PolicyGroupOptions.failure(
            "%s has no credential for %s; log in with it first".formatted(program, server));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + program, e);
    }
    return credential(program, answer, "Username", "Secret");
  }

  private static Json.Obj credential(
      String source, byte[] content, String username, String password) {
    try {
      Json.Obj object = Json.parseObject(content);
      return Json.object()
          .put("username", object.string(username))
          .put("password", object.string(password))
          .build();
    } catch (MalformedException e) {
      // The parser's message may quote the secret.
      throw PolicyGroupOptions.failure(
          "%s: a JSON object with %s and %s wanted".formatted(source, username, password));
    }
  }
}
