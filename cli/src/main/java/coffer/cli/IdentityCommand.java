package coffer.cli;

import coffer.identity.Identity;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Workload;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Says what a verifier will see, without running anything.
@Command(
    name = "identity",
    subcommands = {IdentityApproveCommand.class, IdentityDiffCommand.class},
    description = {
      "Compute what a verifier will see: root hashes, policy, host_data.",
      "Writes identity.json and policy.rego; the same input gives the same bytes."
    },
    footer = {
      "",
      "Example: of a service, and of an image of a registry.",
      "  coffer identity greeter",
      "  coffer identity --image example.azurecr.io/python:3 -- python3 -m http.server"
    })
final class IdentityCommand implements Callable<Integer> {
  @Mixin WorkloadOptions options = new WorkloadOptions();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Workload workload = options.workload();
    Steps steps = Steps.on(spec.commandLine().getErr());
    Preparation prepared;
    try (ImageAccess images = options.access(workload)) {
      ImageLocation image = Preparation.image(options, workload, steps);
      prepared = Preparation.of(options, workload, images, image, steps);
    }
    Identity identity = prepared.plan().identity();
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      out.println(identity.toJson().toCompact());
      return ExitCode.OK;
    }
    out.println("identity  host_data " + identity.hostData().toHex());
    for (Identity.Container container : identity.containers()) {
      for (Identity.Layer layer : container.layers()) {
        out.println("layer     " + layer.rootHash().toHex());
      }
    }
    out.println("files     %s/{identity.json,policy.rego}".formatted(prepared.output().folder()));
    PrintWriter err = spec.commandLine().getErr();
    err.println("not bound by this identity:");
    identity.notBound().forEach(text -> err.println("  - " + text));
    return ExitCode.OK;
  }
}
