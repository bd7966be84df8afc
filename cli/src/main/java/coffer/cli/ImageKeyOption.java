package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.occlum.MacText;
import coffer.sgx.protectedfile.Protection;
import coffer.simulator.PemFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The key of an encrypted image or file: 16 bytes as `occlum gen-image-key` writes them, in a file
/// of its owner's alone.
final class ImageKeyOption {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int MAX_SIZE = 1024;
  private static final Pattern KEY = Pattern.compile("[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){15}");

  /// What may be a key, so that no message repeats it.
  private static final Pattern LIKE_A_KEY = Pattern.compile("[0-9a-fA-F-]{24,}");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "The key, mode 0600: 16 bytes in hex, joined by -, as 'occlum gen-image-key' writes",
        "it. Without: integrity-only."
      })
  @Nullable String key;

  boolean given() {
    return key != null;
  }

  /// For what is written: the key comes from a file.
  Protection protection() throws IOException {
    if (key == null) {
      return new Protection.IntegrityOnly();
    }
    if (LIKE_A_KEY.matcher(key).matches() && !Files.exists(Path.of(key))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--key: a file wanted, found what looks like a key",
          "everybody on this machine can read arguments: make another key, put it into a file of"
              + " mode 0600 and name that");
    }
    return new Protection.UserKey(SecretBytes.of(read(Path.of(key))));
  }

  /// For what is read. Scripts that give the key itself still work, and are told what is wrong.
  Protection protectionToRead(PrintWriter err) throws IOException {
    if (key != null && KEY.matcher(key).matches() && !Files.exists(Path.of(key))) {
      err.println(
          "warning: --key: a key in the arguments can be read by everybody on this machine");
      err.println("hint: put it into a file of mode 0600 and name that");
      return new Protection.UserKey(SecretBytes.of(MacText.parse(key).toArray()));
    }
    return protection();
  }

  /// Says nothing of what is in the file: it may be a secret.
  private static byte[] read(Path file) throws IOException {
    PemFiles.requireOwnerOnly(file, OWNER);
    long size = Files.size(file);
    String text = size > MAX_SIZE ? "" : Files.readString(file);
    try {
      return MacText.parse(text.replaceAll("[\r\n]+$", "")).toArray();
    } catch (MalformedException _) {
      throw new MalformedException(
          "%s: a key of 16 bytes in hex, joined by -, wanted, found %d bytes that are none"
              .formatted(file, size));
    }
  }
}
