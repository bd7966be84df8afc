package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.identity.Identity;
import coffer.inspect.FoundPolicy;
import coffer.inspect.PolicyFinder;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Policies named on the command line: a file that holds one, or a folder with policy.rego, beside
/// which identity.json and the image may lie.
final class PolicyInput {
  private static final long MAX_SIZE = 16 << 20;
  private static final String POLICY = "policy.rego";
  private static final String IDENTITY = "identity.json";
  private static final String IMAGE = "image";

  private final Path path;

  PolicyInput(Path path) {
    this.path = path;
  }

  /// Every policy of the document.
  List<FoundPolicy> all() throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(POLICY) : path;
    return PolicyFinder.find(file.toString(), text(file));
  }

  /// The only policy; with `group`, that of the group of this name.
  FoundPolicy one(String group) throws IOException {
    List<FoundPolicy> found = all();
    if (!group.isEmpty()) {
      found = found.stream().filter(policy -> policy.label().equals(group)).toList();
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "%s: one policy wanted, found %d".formatted(path, found.size()),
        group.isEmpty() ? "name the container group with --group" : "");
  }

  /// What lies beside the policy as identity.json, if the folder was named.
  Optional<Identity> identity() throws IOException {
    Path file = path.resolve(IDENTITY);
    return Files.isRegularFile(file) ? Optional.of(identity(file)) : Optional.empty();
  }

  /// The image that lies beside the policy, if the folder was named.
  Optional<Path> image() {
    Path layout = path.resolve(IMAGE);
    return Files.isDirectory(layout) ? Optional.of(layout) : Optional.empty();
  }

  /// Reads identity.json, or that of a folder.
  static Identity identity(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(IDENTITY) : path;
    try {
      return Identity.parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The text of a file within bounds.
  static String text(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (Files.size(file) > MAX_SIZE) {
      throw new MalformedException(
          "%s: %d MiB at most wanted, found %d"
              .formatted(file, MAX_SIZE >> 20, (Files.size(file) >> 20) + 1));
    }
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new MalformedException(file + ": not UTF-8 text");
    }
  }
}
