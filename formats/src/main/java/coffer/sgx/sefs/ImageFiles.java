package coffer.sgx.sefs;

import coffer.sgx.protectedfile.NodeSink;
import coffer.sgx.protectedfile.NodeSource;
import java.io.IOException;
import java.util.Set;

/// The files of an image, by name. Thread-safe.
public interface ImageFiles {
  /// A file that is not there yet; it may be made at its first write.
  NodeSink create(String name) throws IOException;

  /// A complete file.
  NodeSource open(String name) throws IOException;

  /// The names of all files that are there.
  Set<String> names() throws IOException;
}
