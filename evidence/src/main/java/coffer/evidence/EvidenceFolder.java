package coffer.evidence;

import java.io.IOException;
import java.nio.file.Path;

/// Evidence as files in a folder: that of an enclave where there is a `quote.dat`, else that of a
/// confidential VM. [SgxFolder] and [SnpFolder] have the other names.
public final class EvidenceFolder {
  private EvidenceFolder() {}

  /// Reads `folder`; `MalformedException` names the file that cannot be understood or is missing.
  public static Evidence load(Path folder) throws IOException {
    return load(folder, _ -> null);
  }

  /// The same, with a supply of certificates for a report that comes without.
  public static Evidence load(Path folder, SnpFolder.ChainSupply supply) throws IOException {
    FolderFiles files = new FolderFiles(folder);
    return files.has(SgxFolder.QUOTE) ? SgxFolder.load(files) : SnpFolder.load(files, supply);
  }
}
