package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.identity.Identity;
import coffer.inspect.FoundPolicy;
import coffer.inspect.LayerNames;
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

/// Shows what a policy allows.
@Command(
    name = "show",
    description = {
      "Show what a policy allows, for people.",
      "Reads policy text, the same in base64, an ARM template or pod that has a policy, or a",
      "folder with policy.rego. Layers are named when their images are known."
    },
    footer = {
      "",
      "Example: of a service's own folder, and of a template with what is known of its images.",
      "  coffer policy show greeter/.coffer",
      "  coffer policy show template.json --image-facts images.json"
    })
final class PolicyShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "POLICY", description = "A file or folder that holds a policy.")
  Path policy = Path.of("");

  @Option(
      names = "--image-facts",
      paramLabel = "FILE",
      description = "Layer hashes of images, by name (docs/reference/policy.md).")
  List<Path> imageFacts = List.of();

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "An identity.json, which knows the digests of the layers' tars.")
  List<Path> identities = List.of();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PolicyInput input = new PolicyInput(policy);
    LayerNames names = names(input);
    List<FoundPolicy> found = input.all();
    PrintWriter out = spec.commandLine().getOut();
    if (json.json) {
      List<Json> all = new ArrayList<>();
      found.forEach(one -> all.add(PolicyPage.toJson(one.label(), one.text(), names)));
      out.println(Json.object().put("policies", all).build().toCompact());
      return ExitCode.OK;
    }
    for (FoundPolicy one : found) {
      if (one != found.getFirst()) {
        out.println();
      }
      out.print(page(one, names));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String page(FoundPolicy one, LayerNames names) {
    try {
      return new PolicyPage(one.text(), names).render(one.label());
    } catch (MalformedException e) {
      throw e.within(one.label());
    }
  }

  private LayerNames names(PolicyInput input) throws IOException {
    LayerNames names = new LayerNames();
    for (Path facts : imageFacts) {
      try {
        names.addImageFacts(Json.parse(PolicyInput.text(facts)));
      } catch (MalformedException e) {
        throw e.within(facts.toString());
      }
    }
    Optional<Identity> beside = input.identity();
    beside.ifPresent(names::addIdentity);
    for (Path identity : identities) {
      names.addIdentity(PolicyInput.identity(identity));
    }
    return names;
  }
}
