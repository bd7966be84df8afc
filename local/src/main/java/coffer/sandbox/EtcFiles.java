package coffer.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files in /etc that whoever runs a container makes for it: its name, the loopback addresses,
/// and where names are looked up, which here is nowhere.
public final class EtcFiles {
  /// Their names, in /etc and in [#FOLDER].
  static final List<String> NAMES = List.of("hostname", "hosts", "resolv.conf");

  /// Whom programs may trust for the platform's services, as a name in /etc.
  public static final String AUTHORITY = "coffer-ca.pem";

  /// Where they are, in the current folder.
  public static final Path FOLDER = Path.of("etc");

  private EtcFiles() {}

  /// Those that were written: also [#AUTHORITY], where the platform has one.
  static List<String> present() {
    return Stream.concat(NAMES.stream(), Stream.of(AUTHORITY))
        .filter(file -> Files.exists(FOLDER.resolve(file)))
        .toList();
  }

  /// Writes them for a group called `name`, with more names by the address that they lead to.
  public static void write(String name, Map<String, List<String>> addresses) throws IOException {
    Files.createDirectories(FOLDER);
    write("hostname", name + "\n");
    write(
        "hosts",
        "127.0.0.1 localhost %s\n::1 localhost ip6-localhost ip6-loopback\n".formatted(name)
            + lines(addresses));
    write("resolv.conf", "# this group has no network but its own\n");
  }

  private static String lines(Map<String, List<String>> addresses) {
    return addresses.entrySet().stream()
        .map(entry -> entry.getKey() + " " + String.join(" ", entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /// Writes the certificate of the platform's authority, in PEM, as [#AUTHORITY].
  public static void writeAuthority(String pem) throws IOException {
    write(AUTHORITY, pem);
  }

  private static void write(String file, String text) throws IOException {
    Path path = Files.writeString(FOLDER.resolve(file), text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
