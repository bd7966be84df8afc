package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.enclave.PackageComparison;
import coffer.identity.SgxIdentity;
import coffer.identitydiff.EnclaveDifference;
import coffer.identitydiff.FileChange;
import coffer.identitydiff.IdentityChange;
import coffer.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Why two enclaves are not the same: by their identities, and by the packages beside them.
///
/// @param fields of the identities
/// @param configuration values of what the library OS reads
/// @param files of the images; Gramine, whose manifest names the files, has none
record EnclaveDiff(
    List<IdentityChange> fields, List<IdentityChange> configuration, List<FileChange> files) {
  private static final String IDENTITY = "identity.json";
  private static final String PACKAGE = "package";
  private static final String CONFIGURATION = ".Occlum_sys.json";

  /// Whether `path` is an enclave's identity.json, or a folder that has one.
  static boolean isOne(Path path) throws IOException {
    Path file = file(path);
    try {
      return Files.isRegularFile(file) && SgxIdentity.isOne(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// A build's folder has its package in one of its own.
  private static Path file(Path path) {
    if (!Files.isDirectory(path)) {
      return path;
    }
    Path file = path.resolve(IDENTITY);
    return Files.exists(file) ? file : path.resolve(PACKAGE).resolve(IDENTITY);
  }

  /// Of two paths that [#isOne] knows.
  static EnclaveDiff of(Path first, Path second) throws IOException {
    Path before = file(first);
    Path after = file(second);
    SgxIdentity was = identity(before);
    SgxIdentity is = identity(after);
    return new EnclaveDiff(
        EnclaveDifference.of(was, is),
        configurations(before.resolveSibling(CONFIGURATION), after.resolveSibling(CONFIGURATION)),
        was.checksums() == null || is.checksums() == null
            ? List.of()
            : files(
                before.resolveSibling(was.name() + ".tar.gz"),
                after.resolveSibling(is.name() + ".tar.gz")));
  }

  private static SgxIdentity identity(Path file) throws IOException {
    try {
      return SgxIdentity.parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static List<IdentityChange> configurations(Path before, Path after) throws IOException {
    return Files.exists(before) && Files.exists(after)
        ? EnclaveDifference.ofConfigurations(json(before), json(after))
        : List.of();
  }

  private static Json json(Path file) throws IOException {
    try {
      return Json.parse(Files.readString(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static List<FileChange> files(Path before, Path after) throws IOException {
    return Files.exists(before) && Files.exists(after)
        ? PackageComparison.files(before, after)
        : List.of();
  }

  int print(PrintWriter out, boolean json) {
    if (json) {
      out.println(toJson().toCompact());
    } else {
      ChangeLines lines = new ChangeLines(out);
      fields.forEach(change -> lines.change(change.field(), change.before(), change.after()));
      configuration.forEach(
          change ->
              lines.change("configuration: " + change.field(), change.before(), change.after()));
      if (!files.isEmpty()) {
        out.println("files");
        lines.files(files);
      }
      out.println(
          isSame()
              ? "the same identity"
              : "%d changes".formatted(fields.size() + configuration.size() + files.size()));
    }
    return isSame() ? ExitCode.OK : ExitCode.REJECTED;
  }

  private boolean isSame() {
    return fields.isEmpty();
  }

  private Json toJson() {
    return Json.object()
        .put("different", !isSame())
        .put("changes", fields.stream().map(IdentityChange::toJson).toList())
        .put("configuration", configuration.stream().map(IdentityChange::toJson).toList())
        .put("files", files.stream().map(FileChange::toJson).toList())
        .build();
  }
}
