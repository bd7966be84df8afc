package coffer.registry;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Runs `docker-credential-NAME get`: the server's name on standard input, a JSON document with
/// `Username` and `Secret` on standard output (docker/docker-credential-helpers).
public final class CredentialHelper {
  private static final String PREFIX = "docker-credential-";
  private static final int MAX_ANSWER = 1024 * 1024;
  private static final long TIMEOUT_SECONDS = 60;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final String NOT_FOUND = "credentials not found";

  private CredentialHelper() {}

  /// The login that the helper has; empty when it says that it has none.
  public static Optional<Login> get(String name, String server)
      throws IOException, InterruptedException {
    if (!NAME.matcher(name).matches()) {
      throw new MalformedException("credential helper: a name wanted, found '" + name + "'");
    }
    Process process;
    try {
      process =
          new ProcessBuilder(PREFIX + name, "get")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new IOException(
          "%s%s: cannot be run; install it, or name another one".formatted(PREFIX, name), e);
    }
    try (OutputStream in = process.getOutputStream()) {
      in.write(server.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It ended without reading; its status tells.
    }
    return login(name, server, answer(name, process), process.exitValue());
  }

  private static byte[] answer(String name, Process process)
      throws IOException, InterruptedException {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(process.getInputStream().readNBytes(MAX_ANSWER));
              } catch (IOException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "%s%s: no answer within %d seconds".formatted(PREFIX, name, TIMEOUT_SECONDS));
      }
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(PREFIX + name + ": no answer", e.getCause());
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<Login> login(String name, String server, byte[] answer, int status)
      throws IOException {
    if (status != 0) {
      if (new String(answer, StandardCharsets.UTF_8).contains(NOT_FOUND)) {
        return Optional.empty();
      }
      throw new IOException(
          "%s%s: status %d for %s; run it by hand to see why"
              .formatted(PREFIX, name, status, server));
    }
    try {
      Json.Obj json = Json.parseObject(answer);
      byte[] secret = json.string("Secret").getBytes(StandardCharsets.UTF_8);
      return Optional.of(Login.of(json.string("Username"), SecretBytes.of(secret)));
    } catch (MalformedException _) {
      // Its message might quote the secret.
      throw new MalformedException(
          PREFIX + name + ": a document with Username and Secret wanted, found something else");
    }
  }
}
