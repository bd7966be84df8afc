package coffer.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerConfigTest {
  @TempDir Path folder;

  @Test
  void userAndPassword() throws Exception {
    DockerConfig config = config("{'auths':{'r.example:5000':{'auth':'%s'}}}", "me:a:b");
    assertEquals("me/a:b", text(config.find("r.example:5000", "x")));
    assertTrue(config.find("r.example", "x").isEmpty());
  }

  @Test
  void dockerHubHasItsOldName() throws Exception {
    DockerConfig config =
        config("{'auths':{'https://index.docker.io/v1/':{'auth':'%s'}}}", "me:secret");
    assertEquals("me/secret", text(config.find("docker.io", "library/nginx")));
  }

  @Test
  void keysMayBeAddresses() throws Exception {
    DockerConfig config = config("{'auths':{'https://r.example/v2/':{'auth':'%s'}}}", "a:b");
    assertEquals("a/b", text(config.find("r.example", "x")));
  }

  @Test
  void theLongestPathCounts() throws Exception {
    DockerConfig config =
        DockerConfig.parse(
            bytes(
                "{'auths':{'r.example/team':{'username':'t','password':'1'},"
                    + "'r.example':{'username':'r','password':'2'}}}"));
    assertEquals("t/1", text(config.find("r.example", "team/app")));
    assertEquals("r/2", text(config.find("r.example", "teams/app")));
  }

  @Test
  void tokensAreKnownByTheirUser() throws Exception {
    DockerConfig azure = config("{'auths':{'r.example':{'auth':'%s'}}}", Login.TOKEN_USER + ":tok");
    assertEquals("token tok", text(azure.find("r.example", "x")));
    DockerConfig identity =
        DockerConfig.parse(bytes("{'auths':{'r.example':{'auth':'','identitytoken':'tok'}}}"));
    assertEquals("token tok", text(identity.find("r.example", "x")));
  }

  @Test
  void entriesWithoutALoginAreNone() throws Exception {
    DockerConfig config = DockerConfig.parse(bytes("{'auths':{'r.example':{}},'HttpHeaders':{}}"));
    assertTrue(config.find("r.example", "x").isEmpty());
  }

  @Test
  void filesOfDockerAndPodmanTogether() throws Exception {
    Files.createDirectories(folder.resolve("run/containers"));
    Files.createDirectories(folder.resolve(".docker"));
    Files.write(
        folder.resolve(".docker/config.json"),
        bytes("{'auths':{'a.example':{'username':'a','password':'1'}}}"));
    Files.write(
        folder.resolve("run/containers/auth.json"),
        bytes("{'auths':{'b.example':{'username':'b','password':'2'}}}"));
    Credentials both =
        DockerConfig.ofUser(
            Map.of("HOME", folder.toString(), "XDG_RUNTIME_DIR", folder.resolve("run").toString()));
    assertEquals("a/1", text(both.find("a.example", "x")));
    assertEquals("b/2", text(both.find("b.example", "x")));
    assertTrue(DockerConfig.ofUser(Map.of("HOME", "/nonexistent")).find("a", "x").isEmpty());
  }

  @Test
  void missingHelperIsNamed() throws IOException {
    DockerConfig config = DockerConfig.parse(bytes("{'credHelpers':{'r.example':'no-such-one'}}"));
    IOException failure = assertThrows(IOException.class, () -> config.find("r.example", "x"));
    assertTrue(
        String.valueOf(failure.getMessage())
            .startsWith("docker-credential-no-such-one: cannot be run"));
  }

  @Test
  void helpersNamesAreNames() {
    DockerConfig config = DockerConfig.parse(bytes("{'credsStore':'../evil'}"));
    assertThrows(MalformedException.class, () -> config.find("r.example", "x"));
  }

  @Test
  void errorsDoNotQuoteSecrets() throws IOException {
    Path file = folder.resolve("config.json");
    Files.write(file, bytes("{'auths':{'r.example':{'auth':'c2VjcmV0'}}}"));
    MalformedException damaged =
        assertThrows(MalformedException.class, () -> DockerConfig.load(file));
    assertTrue(damaged.getMessage().startsWith(file + ": auths: r.example: member 'auth':"));
    assertFalse(damaged.getMessage().contains("c2VjcmV0"));
  }

  @FuzzTest
  void fuzz(byte[] document) {
    try {
      DockerConfig.parse(document);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  private static DockerConfig config(String json, String login) {
    String auth = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return DockerConfig.parse(bytes(json.formatted(auth)));
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Optional<Login> login) {
    return switch (login.orElseThrow()) {
      case Login.Password(String user, var password) ->
          user + "/" + new String(password.reveal(), StandardCharsets.UTF_8);
      case Login.RefreshToken(var token) ->
          "token " + new String(token.reveal(), StandardCharsets.UTF_8);
    };
  }
}
