package coffer.agent;

import coffer.bytes.MalformedException;
import coffer.enforcement.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A container's own `/etc/passwd` and `/etc/group` (passwd(5), group(5)): whom a user of an image
/// means.
record Accounts(List<Entry> users, List<Entry> groups) {
  private static final int LARGEST = 1 << 20;
  private static final int GID = 3;
  private static final int MEMBERS = 3;

  /// One line: name, password, id and what follows.
  record Entry(List<String> fields) {
    String name() {
      return fields.get(0);
    }

    String id() {
      return fields.get(2);
    }

    private static Optional<Entry> parse(String line) {
      List<String> fields = List.of(line.split(":", -1));
      boolean entry = fields.size() > GID && fields.get(2).matches("[0-9]{1,10}");
      return entry ? Optional.of(new Entry(fields)) : Optional.empty();
    }
  }

  /// Whom a container runs as: the user, its own group, and all groups, the own one first.
  record Identity(Account user, Account group, List<Account> groups) {}

  /// Of the container below `root`; a file that is missing has no entries.
  static Accounts load(Path root) throws IOException {
    return new Accounts(entries(root, "/etc/passwd"), entries(root, "/etc/group"));
  }

  private static List<Entry> entries(Path root, String file) throws IOException {
    Path path = InRoot.resolve(root, file);
    if (!Files.isRegularFile(path)) {
      return List.of();
    }
    try (var in = Files.newInputStream(path)) {
      String text = new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
      return text.lines().map(Entry::parse).flatMap(Optional::stream).toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /// Whom `user` means: `uid`, `name`, either with `:gid` or `:group`; empty is root. A number
  /// needs no entry, a name does.
  Identity find(String user) {
    int colon = user.indexOf(':');
    String who = colon < 0 ? user : user.substring(0, colon);
    Optional<Entry> entry = find(users, who.isEmpty() ? "0" : who);
    Account account = account(entry, who.isEmpty() ? "0" : who, "user");
    Account own =
        colon < 0
            ? group(entry.map(found -> found.fields().get(GID)).orElse("0"))
            : group(user.substring(colon + 1));
    List<Account> all = new ArrayList<>(List.of(own));
    if (colon < 0 && !account.name().isEmpty()) {
      groups.stream()
          .filter(hasMember(account.name()))
          .map(found -> new Account(found.id(), found.name()))
          .filter(found -> !found.id().equals(own.id()))
          .forEach(all::add);
    }
    return new Identity(account, own, all);
  }

  private Account group(String text) {
    return account(find(groups, text), text, "group");
  }

  private static Optional<Entry> find(List<Entry> entries, String text) {
    boolean number = isNumber(text);
    return entries.stream()
        .filter(entry -> number ? entry.id().equals(text) : entry.name().equals(text))
        .findFirst();
  }

  private static Account account(Optional<Entry> entry, String text, String what) {
    if (entry.isPresent()) {
      return new Account(entry.get().id(), entry.get().name());
    }
    if (!isNumber(text)) {
      throw new MalformedException(
          "%s '%s': the image has no such %s; give a number".formatted(what, text, what));
    }
    return new Account(text, "");
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= 0xffffffffL;
  }

  private static Predicate<Entry> hasMember(String name) {
    return group -> List.of(group.fields().get(MEMBERS).split(",")).contains(name);
  }
}
