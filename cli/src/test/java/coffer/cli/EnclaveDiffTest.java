package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.identity.SgxIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnclaveDiffTest {
  private static final SgxIdentity.Checksums CHECKSUMS = new SgxIdentity.Checksums("a", "b", "c");

  @TempDir Path folder;

  /// A folder with an identity, beside an archive that is no package of Occlum.
  private String built(String name, int svn, SgxIdentity.@Nullable Checksums checksums)
      throws IOException {
    Path built = Files.createDirectories(folder.resolve(name).resolve("package"));
    Bytes digest = Bytes.of(new byte[32]);
    SgxIdentity identity =
        new SgxIdentity(
            "operator", digest, digest, 1, svn, false, 4096, checksums, List.of(), List.of());
    Files.write(built.resolve("identity.json"), identity.toBytes());
    Files.writeString(built.resolve("operator.tar.gz"), "something else");
    return folder.resolve(name).toString();
  }

  @Test
  void enclavesOfGramineAreComparedByTheirFields() throws IOException {
    CommandRun run = CommandRun.of("identity", "diff", built("a", 1, null), built("b", 2, null));
    assertEquals(1, run.exit(), run::toString);
    assertTrue(run.out().startsWith("ISVSVN\n  - 1\n  + 2\n"), run::toString);
    assertTrue(run.out().endsWith("1 changes\n"), run::toString);
  }

  @Test
  void aPackageThatIsNoneIsNamed() throws IOException {
    CommandRun run =
        CommandRun.of("identity", "diff", built("a", 1, CHECKSUMS), built("b", 2, CHECKSUMS));
    assertEquals(3, run.exit(), run::toString);
    assertTrue(run.err().contains("operator.tar.gz: a gzip tar wanted"), run::toString);
  }
}
