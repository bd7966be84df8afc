package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/// What a registry on this machine needs to be one with TLS and passwords: a certificate for
/// `localhost`, which is its own authority, made by openssl(1).
///
/// @param folder holds the authority alone, as skopeo's `--cert-dir` wants it
record RegistryKeys(Path folder) {
  /// Of the key store.
  static final String PASSWORD = "changeit";

  static RegistryKeys make(Path folder) throws IOException {
    RegistryKeys keys = new RegistryKeys(Files.createDirectories(folder));
    keys.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        keys.privateKey().toString(),
        "-out",
        keys.authority().toString(),
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1");
    keys.run(
        "openssl",
        "pkcs12",
        "-export",
        "-in",
        keys.authority().toString(),
        "-inkey",
        keys.privateKey().toString(),
        "-out",
        keys.keyStore().toString(),
        "-passout",
        "pass:" + PASSWORD);
    return keys;
  }

  private void run(String... command) {
    Coffer.Result result =
        new Coffer(folder.resolveSibling("keys-home")).run(List.of(command), folder);
    assertEquals(0, result.exit(), result::all);
  }

  Path authority() {
    return folder.resolve("ca.crt");
  }

  private Path privateKey() {
    return folder.resolveSibling("registry.pem");
  }

  Path keyStore() {
    return folder.resolveSibling("registry.p12");
  }

  /// What stands below `http` in the registry's configuration.
  String tls() {
    return "tls: {certificate: '%s', key: '%s'}".formatted(authority(), privateKey());
  }

  /// The registry's `auth`, for one user.
  String passwords(String user, String password) {
    Path file = folder.resolveSibling("htpasswd");
    run("htpasswd", "-Bbc", file.toString(), user, password);
    return "auth: {htpasswd: {realm: test, path: '" + file + "'}}";
  }

  /// Writes a file of logins as `docker login` does.
  static Path login(Path file, String host, String user, String password) throws IOException {
    String auth =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return Files.writeString(file, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
  }
}
