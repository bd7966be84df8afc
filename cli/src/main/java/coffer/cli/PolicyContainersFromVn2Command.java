package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.ImageFacts;
import coffer.define.PodDefinitions;
import coffer.generate.PolicyGenerator;
import coffer.json.Json;
import coffer.lint.RunChecks;
import coffer.oci.Platform;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import coffer.template.GroupSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the definitions of the containers of a file for virtual nodes.
@Command(
    name = "from-vn2",
    description = "Print the definitions of the containers of a YAML file for virtual nodes.",
    footer = {
      "",
      "Example: the definition of one container of a pod.",
      "  coffer policy containers from-vn2 pod.yaml --name app --image-facts images.json"
    })
final class PolicyContainersFromVn2Command implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Pods and workloads (YAML).")
  Path file = Path.of("");

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      description = "Only the container of this name.")
  @Nullable String name;

  @Mixin PolicyImageOptions images = new PolicyImageOptions();

  @Mixin RunFindingOptions strictness = new RunFindingOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (PolicyImageOptions _ = images) {
      return Compatible.run(
          () -> {
            PrintWriter out = spec.commandLine().getOut();
            images.check(out);
            out.println(PythonJson.dumps(new Json.Arr(List.copyOf(definitions())), Form.SPACED));
            return ExitCode.OK;
          });
    }
  }

  private List<Json.Obj> definitions() throws IOException {
    PolicyGenerator generator =
        new PolicyGenerator(
            images.catalog(Platform.LINUX_AMD64, spec.commandLine().getErr()),
            GroupSettings.DEFAULT);
    String text = TextFile.read(file);
    try {
      List<Json.Obj> definitions =
          PodDefinitions.parse(text).definitions(name, image -> facts(generator, image));
      RunChecks checks = new RunChecks();
      checks.podDefinitions(file.toString(), text, name, image -> facts(generator, image));
      ImageFindings.add(images, checks);
      strictness.report(checks.findings(), spec.commandLine().getErr());
      return definitions;
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static ImageFacts facts(PolicyGenerator generator, String image) {
    try {
      return generator.facts(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
