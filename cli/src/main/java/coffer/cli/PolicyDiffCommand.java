package coffer.cli;

import coffer.cce.PolicyText;
import coffer.difference.Change;
import coffer.difference.LayerPair;
import coffer.difference.PolicyDifference;
import coffer.identitydiff.FileChange;
import coffer.image.Layer;
import coffer.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Option(
      names = "--image-a",
      paramLabel = "IMAGE",
      description = "An image of A: an OCI image layout or a docker-archive.")
  List<Path> firstImages = List.of();

  @Option(names = "--image-b", paramLabel = "IMAGE", description = "An image of B.")
  List<Path> secondImages = List.of();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PolicyInput a = new PolicyInput(first);
    PolicyInput b = new PolicyInput(second);
    PolicyText before = a.one(group).text();
    PolicyText after = b.one(group).text();
    PolicyDifference difference = PolicyDifference.of(before.model(), after.model());
    List<LayerFiles> files = files(difference, images(a, firstImages), images(b, secondImages));
    PrintWriter out = spec.commandLine().getOut();
    if (json.json) {
      out.println(toJson(before, after, difference, files).toCompact());
    } else {
      print(out, before, after, difference, files);
    }
    return difference.changes().isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }

  /// The files that make a pair of layers differ.
  private record LayerFiles(LayerPair pair, List<FileChange> files) {}

  private static ChangedFiles images(PolicyInput input, List<Path> given) throws IOException {
    ChangedFiles images = new ChangedFiles();
    for (Path image : given) {
      images.addImage(image);
    }
    Optional<Path> beside = input.image();
    if (given.isEmpty() && beside.isPresent()) {
      images.addImage(beside.get());
    }
    return images;
  }

  private static List<LayerFiles> files(
      PolicyDifference difference, ChangedFiles before, ChangedFiles after) throws IOException {
    List<LayerFiles> all = new ArrayList<>();
    for (LayerPair pair : difference.layers()) {
      String was = pair.before();
      String is = pair.after();
      if (was != null && is != null && !before.isEmpty() && !after.isEmpty()) {
        Optional<Layer> one = before.layer(was);
        Optional<Layer> other = after.layer(is);
        if (one.isPresent() && other.isPresent()) {
          all.add(new LayerFiles(pair, ChangedFiles.between(one.get(), other.get())));
        }
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
          .filter(one -> isOf(one.pair(), change))
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

  private static boolean isOf(LayerPair pair, Change change) {
    return change.container().equals(pair.container())
        && change.field().equals("layers[%d]".formatted(pair.position()));
  }

  private static Json toJson(
      PolicyText before, PolicyText after, PolicyDifference difference, List<LayerFiles> files) {
    List<Json> layers = new ArrayList<>();
    for (LayerFiles one : files) {
      layers.add(
          Json.object()
              .put("container", one.pair().container())
              .put("position", one.pair().position())
              .put("files", one.files().stream().map(FileChange::toJson).toList())
              .build());
    }
    return Json.object()
        .put("different", !difference.changes().isEmpty())
        .put("hostDataA", before.digest().hex())
        .put("hostDataB", after.digest().hex())
        .put("changes", difference.changes().stream().map(Change::toJson).toList())
        .put("layers", layers)
        .build();
  }
}
