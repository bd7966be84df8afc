package coffer.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The files in /etc that whoever runs a container makes for it: its name, the loopback addresses,
/// and where names are looked up, which here is nowhere.
public final class EtcFiles {
  /// Their names, in /etc and in [#FOLDER].
  static final List<String> NAMES = List.of("hostname", "hosts", "resolv.conf");

  /// Where they are, in the current folder.
  public static final Path FOLDER = Path.of("etc");

  private EtcFiles() {}

  /// Writes them for a group called `name`.
  public static void write(String name) throws IOException {
    Files.createDirectories(FOLDER);
    write("hostname", name + "\n");
    write(
        "hosts",
        "127.0.0.1 localhost %s\n::1 localhost ip6-localhost ip6-loopback\n".formatted(name));
    write("resolv.conf", "# this group has no network but its own\n");
  }

  private static void write(String file, String text) throws IOException {
    Path path = Files.writeString(FOLDER.resolve(file), text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
