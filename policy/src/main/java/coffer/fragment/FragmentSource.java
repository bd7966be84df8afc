package coffer.fragment;

import coffer.cce.FragmentImport;
import java.io.IOException;

/// Where signed fragments come from: files, or a registry.
@FunctionalInterface
public interface FragmentSource {
  /// The fragment of an import statement, its signature verified.
  SignedFragment fetch(FragmentImport statement) throws IOException;
}
