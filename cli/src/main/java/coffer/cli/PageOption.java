package coffer.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--html`: the verdicts as a page besides what the terminal gets.
final class PageOption {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the verdicts as a page that needs nothing else.")
  @Nullable Path page;

  void write(List<Judgement> judgements) throws IOException {
    if (page != null) {
      byte[] content = VerdictPage.render(judgements);
      NewFile.write(page, file -> file.write(ByteBuffer.wrap(content)));
    }
  }
}
