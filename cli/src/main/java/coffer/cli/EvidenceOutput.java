package coffer.cli;

import coffer.evidence.Evidence;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxFolder;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Evidence as the folder that `coffer verify` reads.
final class EvidenceOutput {
  private EvidenceOutput() {}

  /// Writes each file whole; files of the same names are replaced.
  static void write(Path folder, Evidence evidence) throws IOException {
    Map<String, byte[]> files =
        switch (evidence) {
          case SnpEvidence snp -> SnpFolder.files(snp);
          case SgxEvidence sgx -> SgxFolder.files(sgx);
        };
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      NewFile.write(
          folder.resolve(file.getKey()), out -> out.write(ByteBuffer.wrap(file.getValue())));
    }
  }
}
