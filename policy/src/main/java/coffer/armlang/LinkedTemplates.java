package coffer.armlang;

import coffer.bytes.MalformedException;
import coffer.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds the templates that a template links to.
@FunctionalInterface
public interface LinkedTemplates {
  /// No linked template is at hand.
  LinkedTemplates NONE = (_, _) -> Optional.empty();

  /// Files on this machine; links are relative to the file that has them.
  LinkedTemplates FILES =
      (from, link) -> {
        Path folder = Path.of(from).toAbsolutePath().getParent();
        if (folder == null || !Files.isRegularFile(folder.resolve(link))) {
          return Optional.empty();
        }
        Path file = Path.of(from).resolveSibling(link).normalize();
        try {
          return Optional.of(load(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };

  /// The template at `link`, a relative path, seen from the file `from`; empty when it is not at
  /// hand.
  Optional<SourceFile> find(String from, String link);

  /// Reads a file of UTF-8 text within Azure's limit on templates.
  static SourceFile load(Path file) throws IOException {
    if (Files.size(file) > SourceFile.MAX_SIZE) {
      throw new MalformedException(
          "%s: %d MiB at most wanted (Azure's own limit on templates), found %d"
              .formatted(
                  file, SourceFile.MAX_SIZE >> 20, (Files.size(file) + (1 << 20) - 1) >> 20));
    }
    try {
      return SourceFile.parse(file.toString(), Files.readString(file));
    } catch (MalformedInputException e) {
      throw new MalformedException(file + ": not UTF-8 text");
    }
  }
}
