package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.evidence.FragmentSignature;
import coffer.fragment.SignedFragment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Signed fragments whose signatures are checked.
final class FragmentFiles {
  private FragmentFiles() {}

  /// Reads a fragment whose signature is good and whose certificates are those of its issuer.
  static SignedFragment read(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      return verified(content);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// A fragment whose signature is good and whose certificates are those of its issuer.
  static SignedFragment verified(byte[] content) {
    SignedFragment fragment = SignedFragment.parse(content);
    Optional<String> problem = FragmentSignature.problem(fragment.document(), fragment.issuer());
    if (problem.isPresent()) {
      throw new MalformedException(problem.get());
    }
    return fragment;
  }

  /// An error when a fragment is not the one that `statement` imports.
  static void check(FragmentImport statement, SignedFragment fragment) {
    check("feed", statement.feed(), fragment.feed());
    check("issuer", statement.issuer(), fragment.issuer());
  }

  private static void check(String header, String wanted, String found) {
    if (!found.isEmpty() && !wanted.equals(found)) {
      throw new MalformedException("%s: %s wanted, found %s".formatted(header, wanted, found));
    }
  }
}
