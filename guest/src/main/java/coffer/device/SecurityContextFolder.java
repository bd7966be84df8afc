package coffer.device;

import coffer.bytes.MalformedException;
import coffer.snp.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a confidential container finds its policy, the certificates of its host and the
/// endorsement of its utility VM: the folder that `UVM_SECURITY_CONTEXT_DIR` names, else the first
/// of `/` whose name contains `security-context-`, else that of virtual nodes; a file that is
/// missing there may be a variable.
public final class SecurityContextFolder {
  private static final String VARIABLE = "UVM_SECURITY_CONTEXT_DIR";
  private static final String NAME = "security-context-";
  private static final String VIRTUAL_NODE = "opt/confidential-containers/share/kata-containers";
  private static final int LARGEST = 1 << 24;

  /// The variables that older hosts set, by file.
  private static final Map<String, String> VARIABLES =
      Map.of(
          SecurityContext.POLICY, "UVM_SECURITY_POLICY",
          SecurityContext.CERTIFICATES, "UVM_HOST_AMD_CERTIFICATE",
          SecurityContext.REFERENCE_INFO, "UVM_REFERENCE_INFO");

  private SecurityContextFolder() {}

  /// Reads the context of this container; what is missing is null in it. `MalformedException` when
  /// a file cannot be understood.
  ///
  /// @param root of the file system, `/` but in tests
  public static SecurityContext read(Path root, Map<String, String> environment)
      throws IOException {
    Optional<Path> folder = find(root, environment);
    try {
      return SecurityContext.read(name -> content(folder, name, environment));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (MalformedException e) {
      throw folder.isEmpty() ? e : e.within(folder.get().toString());
    }
  }

  /// The folder; empty when there is none.
  static Optional<Path> find(Path root, Map<String, String> environment) throws IOException {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Optional.of(root.resolve(named.replaceFirst("^/+", "")));
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            root, entry -> String.valueOf(entry.getFileName()).contains(NAME))) {
      entries.forEach(found::add);
    }
    if (!found.isEmpty()) {
      return Optional.of(Collections.min(found));
    }
    Path virtualNode = root.resolve(VIRTUAL_NODE);
    return Files.isDirectory(virtualNode) ? Optional.of(virtualNode) : Optional.empty();
  }

  private static byte @Nullable [] content(
      Optional<Path> folder, String name, Map<String, String> environment) {
    byte[] content = folder.isEmpty() ? null : file(folder.get().resolve(name));
    if (content != null && content.length > 0) {
      return content;
    }
    String variable = environment.get(VARIABLES.getOrDefault(name, ""));
    return variable == null ? null : variable.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte @Nullable [] file(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new MalformedException(file.getFileName() + ": more than 16 MiB");
      }
      return content;
    } catch (NoSuchFileException _) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
