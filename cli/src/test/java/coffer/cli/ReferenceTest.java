package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/// docs/reference/commands.md is what the commands say of themselves. `-Dcoffer.docs.update=true`
/// writes it anew.
class ReferenceTest {
  private static final Path PAGE = Vectors.checkout().resolve("docs/reference/commands.md");

  @Test
  void thePageIsWhatTheCommandsSay() throws IOException {
    String page = page();
    if (Boolean.getBoolean("coffer.docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "stale: CONTRIBUTING.md says how to regenerate it");
  }

  @TestFactory
  List<DynamicTest> everyCommandHasAnExampleAndJson() {
    return leaves(Main.commandLine()).stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(),
                    () -> {
                      assertTrue(
                          command.getUsageMessage(Help.Ansi.OFF).contains("Example"), "no example");
                      assertTrue(
                          command.getCommandSpec().optionsMap().containsKey("--json"), "no --json");
                    }))
        .toList();
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Commands

            What `coffer COMMAND --help` prints; generated, so do not edit. Exit codes: [exit-codes.md](exit-codes.md).
            """);
    for (CommandLine command : all(Main.commandLine())) {
      page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
      command.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
      page.append(command.getUsageMessage(Help.Ansi.OFF).stripTrailing()).append("\n```\n");
    }
    return page.toString();
  }

  private static List<CommandLine> leaves(CommandLine root) {
    return all(root).stream().filter(command -> command.getSubcommands().isEmpty()).toList();
  }

  private static List<CommandLine> all(CommandLine root) {
    List<CommandLine> found = new ArrayList<>(List.of(root));
    root.getSubcommands().values().forEach(command -> found.addAll(all(command)));
    return found;
  }
}
