package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.evidence.FragmentSignature;
import coffer.fragment.FragmentSource;
import coffer.fragment.SignedFragment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Signed fragments in files, each checked against its import statement.
final class FragmentFiles implements FragmentSource {
  private final Map<FragmentImport, String> paths;

  FragmentFiles(Map<FragmentImport, String> paths) {
    this.paths = paths;
  }

  @Override
  public SignedFragment fetch(FragmentImport statement) throws IOException {
    String path = paths.get(statement);
    if (path == null) {
      throw new MalformedException(
          "fragment %s is not at hand; name its file in the import's member 'path'"
              .formatted(statement.feed()));
    }
    try {
      SignedFragment fragment = read(Path.of(path));
      check("feed", statement.feed(), fragment.feed());
      check("issuer", statement.issuer(), fragment.issuer());
      return fragment;
    } catch (MalformedException e) {
      throw e.within(path);
    }
  }

  /// Reads a fragment whose signature is good and whose certificates are those of its issuer.
  static SignedFragment read(Path file) throws IOException {
    SignedFragment fragment = SignedFragment.parse(Files.readAllBytes(file));
    Optional<String> problem = FragmentSignature.problem(fragment.document(), fragment.issuer());
    if (problem.isPresent()) {
      throw new MalformedException(problem.get());
    }
    return fragment;
  }

  private static void check(String header, String wanted, String found) {
    if (!found.isEmpty() && !wanted.equals(found)) {
      throw new MalformedException("%s: %s wanted, found %s".formatted(header, wanted, found));
    }
  }
}
