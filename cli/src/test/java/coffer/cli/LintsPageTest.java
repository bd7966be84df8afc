package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.lint.Lint;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// docs/reference/lints.md is what the findings say of themselves. `-Dcoffer.docs.update=true`
/// writes its table anew.
class LintsPageTest {
  private static final Path PAGE = Vectors.checkout().resolve("docs/reference/lints.md");
  private static final String MARK = "## Every kind of finding\n";

  @Test
  void thePageIsWhatTheFindingsSay() throws IOException {
    String page = Files.readString(PAGE);
    String wanted = page.substring(0, page.indexOf(MARK)) + MARK + table();
    if (Boolean.getBoolean("coffer.docs.update")) {
      Files.writeString(PAGE, wanted);
    }
    assertEquals(wanted, Files.readString(PAGE), "stale: -Dcoffer.docs.update=true writes it");
  }

  private static String table() {
    StringBuilder table = new StringBuilder("\n| id | severity | found in | meaning | fix |\n");
    table.append("|---|---|---|---|---|\n");
    for (Lint lint : Lint.all()) {
      table.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  lint.id(),
                  lint.severity(),
                  lint.text().subject(),
                  cell(lint.text().meaning()),
                  cell(lint.text().fix())));
    }
    return table.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
