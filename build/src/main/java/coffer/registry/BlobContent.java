package coffer.registry;

import java.io.IOException;
import java.io.InputStream;

/// Opens a blob's content, as often as an upload has to begin anew.
@FunctionalInterface
public interface BlobContent {
  InputStream open() throws IOException;
}
