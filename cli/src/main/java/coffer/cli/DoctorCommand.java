package coffer.cli;

import coffer.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Looks at the machine and says what is missing and how to mend it.
@Command(
    name = "doctor",
    description = {
      "Look at this machine: what is there, what is missing, and the command that mends it.",
      "Exits with 4 when something is missing that the local target needs."
    },
    footer = {"", "Example:", "  coffer doctor"})
final class DoctorCommand implements Callable<Integer> {
  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<Checkup.Finding> findings = Checkup.ofThisMachine();
    if (output.json) {
      spec.commandLine().getOut().println(toJson(findings).toCompact());
    } else {
      print(findings, spec.commandLine().getOut());
    }
    return findings.stream().anyMatch(Checkup.Finding::blocks) ? ExitCode.ENVIRONMENT : ExitCode.OK;
  }

  private static void print(List<Checkup.Finding> findings, PrintWriter out) {
    for (Checkup.Finding finding : findings) {
      out.printf("%-8s  %-13s  %s%n", word(finding), finding.name(), finding.found());
      if (!finding.mend().isEmpty()) {
        out.printf("%-8s  %-13s  %s%n", "", "", "mend: " + finding.mend());
      }
    }
  }

  private static String word(Checkup.Finding finding) {
    return switch (finding.state()) {
      case THERE -> "ok";
      case OPTIONAL -> "optional";
      case MISSING -> "MISSING";
    };
  }

  private static Json toJson(List<Checkup.Finding> findings) {
    return Json.object()
        .put(
            "findings",
            findings.stream()
                .map(
                    finding ->
                        (Json)
                            Json.object()
                                .put("name", finding.name())
                                .put(
                                    "state",
                                    finding.state().name().toLowerCase(java.util.Locale.ROOT))
                                .put("found", finding.found())
                                .put("mend", finding.mend())
                                .build())
                .toList())
        .build();
  }
}
