package coffer.cli;

import coffer.armlang.EvaluatedTemplate;
import coffer.armlang.Skipped;
import coffer.armlang.Symbol;
import coffer.json.Json;
import coffer.source.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints a template with everything worked out that can be.
@Command(
    name = "template",
    description = {
      "Evaluate an ARM template as far as it can be without Azure, and print it.",
      "Parameters and variables are put in, loops unrolled, conditions decided, nested and linked",
      "templates opened. What only Azure knows stays an expression, and is named on standard",
      "error. Secure parameters are never looked into."
    },
    footer = {
      "",
      "Example: what will be deployed, with these parameters, in this group.",
      "  coffer policy template template.json -p parameters.json --resource-group test"
    })
final class PolicyTemplateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TEMPLATE", description = "The ARM template (JSON).")
  Path template = Path.of("");

  @Mixin TemplateOptions options = new TemplateOptions();

  @Option(
      names = "--strict",
      description = "Fail when a part of a container group is known only to Azure.")
  boolean strict;

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    EvaluatedTemplate evaluated = options.evaluate(template);
    PrintWriter out = spec.commandLine().getOut();
    if (json.json) {
      out.println(toJson(evaluated).toCompact());
    } else {
      out.println(evaluated.json().toPretty());
      tell(evaluated, spec.commandLine().getErr());
    }
    boolean open =
        evaluated.containerGroups().stream()
            .anyMatch(group -> !evaluated.symbolsOf(group).isEmpty());
    return strict && open ? ExitCode.REJECTED : ExitCode.OK;
  }

  private static void tell(EvaluatedTemplate evaluated, PrintWriter err) {
    for (Symbol symbol : evaluated.symbols()) {
      err.println("open      " + symbol.path());
      symbol.needs().forEach(need -> err.println("          needs " + need));
      err.println("          " + position(symbol.place()));
    }
    for (Skipped skipped : evaluated.skipped()) {
      err.println("left out  " + skipped.place().path());
      err.println("          " + skipped.reason());
      err.println("          " + position(skipped.place()));
    }
  }

  private static String position(Place place) {
    return "at %s:%d:%d".formatted(place.file(), place.line(), place.column());
  }

  private static Json toJson(EvaluatedTemplate evaluated) {
    List<Json> symbols = new ArrayList<>();
    for (Symbol symbol : evaluated.symbols()) {
      symbols.add(
          Json.object()
              .put("path", symbol.path().toString())
              .put("place", toJson(symbol.place()))
              .put("expression", symbol.expression())
              .put("needs", Json.strings(symbol.needs()))
              .put("pattern", symbol.pattern())
              .build());
    }
    List<Json> skipped = new ArrayList<>();
    for (Skipped part : evaluated.skipped()) {
      skipped.add(
          Json.object().put("place", toJson(part.place())).put("reason", part.reason()).build());
    }
    return Json.object()
        .put("template", evaluated.json())
        .put("open", symbols)
        .put("leftOut", skipped)
        .build();
  }

  static Json toJson(Place place) {
    return Json.object()
        .put("file", place.file())
        .put("line", place.line())
        .put("column", place.column())
        .put("path", place.path())
        .build();
  }
}
