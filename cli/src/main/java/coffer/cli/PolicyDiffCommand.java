package coffer.cli;

import coffer.cce.PolicyText;
import coffer.difference.Change;
import coffer.difference.LayerPair;
import coffer.difference.PolicyDifference;
import coffer.json.Json;
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

/// Compares what two policies allow.
@Command(
    name = "diff",
    description = {
      "Compare what two policies allow; order, formatting and repetition do not count.",
      "Each change is wider, narrower or other, seen from A. With the images of both sides, the",
      "files that make a layer differ are told. Exits with 1 when the policies differ."
    },
    footer = {
      "",
      "Example: the deployed policy against a new one, down to the changed files.",
      "  coffer policy diff deployed.json policy.rego --image-a old.tar --image-b new.tar"
    })
final class PolicyDiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "A file or folder that holds a policy.")
  Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  Path second = Path.of("");

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "The container group whose policy is meant, in documents with several.")
  String group = "";

  @Mixin DiffImageOptions images = new DiffImageOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PolicyInput a = new PolicyInput(first);
    PolicyInput b = new PolicyInput(second);
    PolicyText before = a.one(group).text();
    PolicyText after = b.one(group).text();
    PolicyDifference difference = PolicyDifference.of(before.model(), after.model());
    List<LayerFiles> files = files(difference, images.first(a), images.second(b));
    PrintWriter out = spec.commandLine().getOut();
    if (json.json) {
      out.println(toJson(before, after, difference, files).toCompact());
    } else {
      print(out, before, after, difference, files);
    }
    return difference.changes().isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }

  private static List<LayerFiles> files(
      PolicyDifference difference, ChangedFiles before, ChangedFiles after) throws IOException {
    List<LayerFiles> all = new ArrayList<>();
    for (LayerPair pair : difference.layers()) {
      String was = pair.before();
      String is = pair.after();
      if (was != null && is != null && !before.isEmpty() && !after.isEmpty()) {
        LayerFiles.between(pair.container(), pair.position(), before.layer(was), after.layer(is))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  private static void print(
      PrintWriter out,
      PolicyText before,
      PolicyText after,
      PolicyDifference difference,
      List<LayerFiles> files) {
    ChangeLines lines = new ChangeLines(out);
    for (Change change : difference.changes()) {
      lines.change(change);
      files.stream()
          .filter(one -> one.isOf(change.container(), change.field()))
          .forEach(one -> lines.files(one.files()));
    }
    if (difference.changes().isEmpty()) {
      out.println(
          before.equals(after)
              ? "the same policy"
              : "the same is allowed, but the texts differ, and so does the host data");
    } else {
      out.println("%d changes".formatted(difference.changes().size()));
    }
  }

  private static Json toJson(
      PolicyText before, PolicyText after, PolicyDifference difference, List<LayerFiles> files) {
    return Json.object()
        .put("different", !difference.changes().isEmpty())
        .put("hostDataA", before.digest().hex())
        .put("hostDataB", after.digest().hex())
        .put("changes", difference.changes().stream().map(Change::toJson).toList())
        .put("layers", files.stream().map(LayerFiles::toJson).toList())
        .build();
  }
}
