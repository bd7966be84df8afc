package coffer.workload;

import static org.junit.jupiter.api.Assertions.assertFalse;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every coffer.yaml of the examples and of the docs is read.
class DocumentedWorkloadsTest {
  private static final Pattern YAML =
      Pattern.compile("```yaml\n(apiVersion: coffer/v1\n.*?)```", Pattern.DOTALL);

  @Test
  void theExamplesAreRead() throws IOException {
    for (Path file : files("examples", Workload.FILE_NAME)) {
      assertFalse(Workload.load(file).name().isEmpty());
    }
  }

  @TestFactory
  List<DynamicTest> theDocumentsAreRead() throws IOException {
    return files("docs", ".md").stream()
        .flatMap(
            page ->
                YAML.matcher(read(page))
                    .results()
                    .map(MatchResult::group)
                    .map(block -> DynamicTest.dynamicTest(page.toString(), () -> parse(block))))
        .toList();
  }

  private static void parse(String block) {
    String yaml = block.substring("```yaml\n".length(), block.length() - 3);
    Workload.parse(yaml.getBytes(StandardCharsets.UTF_8), Path.of("."));
  }

  private static List<Path> files(String folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(Vectors.checkout().resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
