package coffer.enclaveimage;

import coffer.bytes.Latin1;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// Paths by their bytes, whatever the charset is that Java takes for file names: it depends on the
/// environment, and what it cannot decode it could not write again. The URI of a path has its
/// bytes.
final class RawPath {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  /// Nothing is ever below it.
  private static final Path NOWHERE = Path.of("/dev/null");

  private RawPath() {}

  /// The bytes of a path's last name, one character each.
  static String name(Path path) {
    String text = path.toAbsolutePath().toUri().getRawPath();
    String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return decoded(trimmed.substring(trimmed.lastIndexOf('/') + 1));
  }

  /// The path `name`, one character per byte, below `folder`.
  static Path resolve(Path folder, String name) {
    String base = folder.toAbsolutePath().toUri().getRawPath();
    String slash = base.endsWith("/") ? "" : "/";
    return Path.of(URI.create("file://" + base + slash + encoded(name)));
  }

  /// The target of a symbolic link as the link has it, one character per byte.
  static String target(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    if (!target.isAbsolute()) {
      String below = decoded(NOWHERE.resolve(target).toUri().getRawPath());
      return below.substring(NOWHERE.toString().length() + 1);
    }
    String text = decoded(target.toUri().getRawPath());
    // A URI ends with a slash where there is a folder.
    boolean added = text.endsWith("/") && !target.toString().endsWith("/");
    return added ? text.substring(0, text.length() - 1) : text;
  }

  /// Makes a symbolic link; slashes in `target` that mean nothing may get lost.
  static void makeLink(Path link, String target) throws IOException {
    Path absolute = Path.of(URI.create("file:///" + encoded(target)));
    // Not relativize: it resolves ".." as text.
    Files.createSymbolicLink(
        link, target.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount()));
  }

  private static String decoded(String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.append(c);
      }
    }
    return bytes.toString();
  }

  private static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : Latin1.toBytes(name)) {
      char c = (char) Byte.toUnsignedInt(b);
      if (PLAIN.indexOf(c) >= 0) {
        text.append(c);
      } else {
        text.append("%%%02X".formatted((int) c));
      }
    }
    return text.toString();
  }
}
