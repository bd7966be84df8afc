package coffer.vault;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Secrets by name, each a file that only its owner can read (0600) in a folder of the owner's
/// alone (0700). A file appears whole or not at all. Refuses files and folders that others may
/// read.
public final class SecretStore {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,125}[A-Za-z0-9])?");
  private static final int LARGEST = 1 << 16;

  private final Path folder;

  private SecretStore(Path folder) {
    this.folder = folder;
  }

  /// Opens the store in `folder`, which is made when it is missing.
  public static SecretStore open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    }
    requireOwnerOnly(folder, FOLDER);
    return new SecretStore(folder);
  }

  /// Keeps the secret `name` if there is one, else makes one of `length` random bytes (1 to
  /// 65,536).
  public void generate(String name, int length) throws IOException {
    if (length < 1 || length > LARGEST) {
      throw new MalformedException(
          "secret %s: 1 to %d bytes wanted, found %d".formatted(name, LARGEST, length));
    }
    if (Files.exists(file(name))) {
      return;
    }
    byte[] content = new byte[length];
    new SecureRandom().nextBytes(content);
    write(name, content);
  }

  /// Takes the secret `name` from a file that only its owner can read, in place of the old one.
  public void importFile(String name, Path source) throws IOException {
    byte[] content = readOwnerOnly(source);
    if (content.length == 0) {
      throw new MalformedException("secret %s: %s is empty".formatted(name, source));
    }
    write(name, content);
  }

  /// The secret `name`, which the caller closes; empty when there is none.
  public Optional<SecretBytes> read(String name) throws IOException {
    try {
      byte[] content = readOwnerOnly(file(name));
      SecretBytes secret = SecretBytes.of(content);
      Arrays.fill(content, (byte) 0);
      return Optional.of(secret);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// True for a name that a secret may have: letters, digits and inner hyphens, up to 127.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private Path file(String name) {
    if (!isName(name)) {
      throw new MalformedException(
          "secret '%s': letters, digits and inner hyphens wanted, up to 127".formatted(name));
    }
    return folder.resolve(name);
  }

  private void write(String name, byte[] content) throws IOException {
    Path target = file(name);
    Path draft =
        Files.createTempFile(folder, ".draft-", "", PosixFilePermissions.asFileAttribute(FILE));
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Arrays.fill(content, (byte) 0);
      Files.deleteIfExists(draft);
    }
  }

  private static byte[] readOwnerOnly(Path file) throws IOException {
    requireOwnerOnly(file, FILE);
    long size = Files.size(file);
    if (size > LARGEST) {
      throw new MalformedException(
          "%s: at most %d bytes wanted, found %d".formatted(file, LARGEST, size));
    }
    return Files.readAllBytes(file);
  }

  private static void requireOwnerOnly(Path path, Set<PosixFilePermission> allowed)
      throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (!allowed.containsAll(found)) {
      throw new IOException(
          "%s: permissions %s wanted, found %s; take them away from others with chmod go= %s"
              .formatted(
                  path,
                  PosixFilePermissions.toString(allowed),
                  PosixFilePermissions.toString(found),
                  path));
    }
  }
}
