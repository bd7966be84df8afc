package coffer.cli;

import coffer.cce.ImageCatalog;
import coffer.cce.ImageFacts;
import coffer.define.ImageDefinition;
import coffer.define.ImageDefinition.Service;
import coffer.generate.PolicyGenerator;
import coffer.json.Json;
import coffer.lint.RunChecks;
import coffer.oci.Platform;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import coffer.template.GroupSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the definition of a container that does what its image says.
@Command(
    name = "from-image",
    description = "Print the definition of a container that does what its image says.",
    footer = {
      "",
      "Example: the definition, then a policy of it alone.",
      "  coffer policy containers from-image web:1 --tar web.tar > web.json",
      "  coffer policy generate --with-containers @web.json --outraw"
    })
final class PolicyContainersFromImageCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IMAGE", description = "The image's name.")
  String image = "";

  @Option(
      names = "--platform",
      paramLabel = "SERVICE",
      description = "aci (default) or vn2: where the container is to run.")
  String platform = "aci";

  @Mixin PolicyImageOptions images = new PolicyImageOptions();

  @Mixin RunFindingOptions strictness = new RunFindingOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (PolicyImageOptions _ = images) {
      return Compatible.run(this::run);
    }
  }

  private Integer run() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    images.check(out);
    String name = images.name(image);
    ImageCatalog catalog = images.catalog(Platform.LINUX_AMD64, spec.commandLine().getErr());
    ImageFacts facts = new PolicyGenerator(catalog, GroupSettings.DEFAULT).facts(name);
    Json definition = ImageDefinition.of(name, facts, service());
    RunChecks checks = new RunChecks();
    checks.imageDefinition(name, facts);
    ImageFindings.add(images, checks);
    strictness.report(checks.findings(), spec.commandLine().getErr());
    out.println(PythonJson.dumps(definition, Form.SPACED));
    return ExitCode.OK;
  }

  private Service service() {
    return switch (platform) {
      case "aci" -> Service.CONTAINER_INSTANCES;
      case "vn2" -> Service.VIRTUAL_NODE;
      default ->
          throw PolicyGroupOptions.failure("--platform: aci or vn2 wanted, found " + platform);
    };
  }
}
