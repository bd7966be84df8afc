package coffer.cli;

import coffer.bytes.Digest;
import coffer.difference.Change;
import coffer.difference.PolicyDifference;
import coffer.identity.Identity;
import coffer.identitydiff.ChangedLayer;
import coffer.identitydiff.IdentityChange;
import coffer.identitydiff.IdentityDifference;
import coffer.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says why two identities differ.
@Command(
    name = "diff",
    description = {
      "Say why two identities differ: which container, layer, file, variable or switch.",
      "A folder brings its identity.json, and with it policy.rego and image when they are there;",
      "that of an enclave its package.",
      "Exits with 1 when the identities differ."
    },
    footer = {
      "",
      "Example: two builds of a service, and two identities with their images elsewhere.",
      "  coffer identity diff monday/.coffer tuesday/.coffer",
      "  coffer identity diff a.json b.json --image-a a.tar --image-b b.tar",
      "Example: two builds of an enclave.",
      "  coffer identity diff monday/.coffer/sgx tuesday/.coffer/sgx"
    })
final class IdentityDiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "An identity.json, or its folder.")
  Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  Path second = Path.of("");

  @Mixin DiffImageOptions images = new DiffImageOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    boolean enclave = EnclaveDiff.isOne(first);
    if (enclave != EnclaveDiff.isOne(second)) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "%s is the identity of an enclave, %s that of a confidential container"
              .formatted(enclave ? first : second, enclave ? second : first),
          "compare two of one kind");
    }
    if (enclave) {
      return EnclaveDiff.of(first, second).print(spec.commandLine().getOut(), json.json);
    }
    Identity before = PolicyInput.identity(first);
    Identity after = PolicyInput.identity(second);
    IdentityDifference difference = IdentityDifference.of(before, after);
    List<Change> policy = policy();
    List<LayerFiles> files = files(difference);
    PrintWriter out = spec.commandLine().getOut();
    if (json.json) {
      out.println(toJson(difference, policy, files).toCompact());
    } else {
      print(out, difference, policy, files);
    }
    return difference.changes().isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }

  /// What the policies beside the identities say, when both are there.
  private List<Change> policy() throws IOException {
    if (!Files.exists(first.resolve("policy.rego"))
        || !Files.exists(second.resolve("policy.rego"))) {
      return List.of();
    }
    return PolicyDifference.of(
            new PolicyInput(first).one("").text().model(),
            new PolicyInput(second).one("").text().model())
        .changes()
        .stream()
        .filter(change -> !change.field().startsWith("layers["))
        .toList();
  }

  private List<LayerFiles> files(IdentityDifference difference) throws IOException {
    ChangedFiles before = images.first(new PolicyInput(first));
    ChangedFiles after = images.second(new PolicyInput(second));
    List<LayerFiles> all = new ArrayList<>();
    for (ChangedLayer layer : difference.layers()) {
      Digest was = layer.before();
      Digest is = layer.after();
      if (was != null && is != null && !layer.sameTar()) {
        LayerFiles.between(layer.container(), layer.position(), before.layer(was), after.layer(is))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  private static void print(
      PrintWriter out, IdentityDifference difference, List<Change> policy, List<LayerFiles> files) {
    ChangeLines lines = new ChangeLines(out);
    for (IdentityChange change : difference.changes()) {
      String where = change.container().isEmpty() ? "" : change.container() + ": ";
      lines.change(where + change.field(), change.before(), change.after());
      files.stream()
          .filter(one -> one.isOf(change.container(), change.field()))
          .forEach(one -> lines.files(one.files()));
    }
    for (Change change : policy) {
      lines.change(change);
    }
    if (difference.changes().isEmpty()) {
      out.println("the same identity");
    } else {
      out.println("%d changes".formatted(difference.changes().size() + policy.size()));
    }
  }

  private static Json toJson(
      IdentityDifference difference, List<Change> policy, List<LayerFiles> files) {
    return Json.object()
        .put("different", !difference.changes().isEmpty())
        .put("changes", difference.changes().stream().map(IdentityChange::toJson).toList())
        .put("policy", policy.stream().map(Change::toJson).toList())
        .put("layers", files.stream().map(LayerFiles::toJson).toList())
        .build();
  }
}
