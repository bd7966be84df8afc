package coffer.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.enforcement.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
  @TempDir Path root;

  @BeforeEach
  void accounts() throws IOException {
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(
        root.resolve("etc/passwd"),
        """
        root:x:0:0:root:/root:/bin/sh
        # not an entry
        web:x:33:34:web:/srv:/bin/false
        """);
    Files.writeString(
        root.resolve("etc/group"), "root:x:0:\nweb:x:34:\nlogs:x:50:other,web\nx:x:51:webby\n");
  }

  @Test
  void aNameHasItsGroups() throws IOException {
    Accounts.Identity web = Accounts.load(root).find("web");
    assertEquals(new Account("33", "web"), web.user());
    assertEquals(new Account("34", "web"), web.group());
    assertEquals(List.of(new Account("34", "web"), new Account("50", "logs")), web.groups());
  }

  @Test
  void aNumberIsTheSameAccount() throws IOException {
    Accounts accounts = Accounts.load(root);
    assertEquals(accounts.find("web"), accounts.find("33"));
  }

  @Test
  void aNumberNeedsNoEntry() throws IOException {
    Accounts.Identity nobody = Accounts.load(root).find("1234");
    assertEquals(new Account("1234", ""), nobody.user());
    assertEquals(List.of(new Account("0", "root")), nobody.groups());
  }

  @Test
  void aGivenGroupIsTheOnlyOne() throws IOException {
    Accounts.Identity web = Accounts.load(root).find("web:logs");
    assertEquals(List.of(new Account("50", "logs")), web.groups());
    assertEquals("77", Accounts.load(root).find("web:77").group().id());
  }

  @Test
  void nothingIsRoot() throws IOException {
    assertEquals(Account.ROOT, Accounts.load(root).find("").user());
  }

  @Test
  void aNameWithoutEntryIsNamed() throws IOException {
    Accounts accounts = Accounts.load(root);
    var e = assertThrows(MalformedException.class, () -> accounts.find("mallory"));
    assertTrue(e.getMessage().contains("mallory"), e::getMessage);
  }

  @Test
  void anImageWithoutAccountsTakesNumbers() throws IOException {
    Files.delete(root.resolve("etc/passwd"));
    Files.delete(root.resolve("etc/group"));
    assertEquals(new Account("5", ""), Accounts.load(root).find("5").user());
  }

  @Test
  void linksAreFollowedInsideTheRootOnly() throws IOException {
    Files.delete(root.resolve("etc/passwd"));
    Files.createDirectories(root.resolve("store"));
    Files.writeString(root.resolve("store/passwd"), "inner:x:7:7::/:/\n");
    Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("/store/../../store/passwd"));
    assertEquals("7", Accounts.load(root).find("inner").user().id());
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
    assertThrows(IOException.class, () -> InRoot.resolve(root, "/a"));
  }
}
