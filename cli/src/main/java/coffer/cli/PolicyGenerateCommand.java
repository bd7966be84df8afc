package coffer.cli;

import coffer.arm.ArmTemplate;
import coffer.cce.ContainerDefinition;
import coffer.cce.FragmentImport;
import coffer.cce.ImageCatalog;
import coffer.cce.Policy;
import coffer.cce.PolicyText;
import coffer.cce.ServiceDefaults;
import coffer.generate.PolicyGenerator;
import coffer.json.Json;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.Questions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes policies with the flags, questions and bytes of `az confcom acipolicygen` 2.0.1.
@Command(
    name = "generate",
    description = {
      "Generate the CCE policy of each container group of a template.",
      "Flags, questions and bytes are those of 'az confcom acipolicygen' 2.0.1."
    },
    footer = {
      "",
      "Example: the policy text of a template whose images are described in a file.",
      "  coffer policy generate -a template.json --image-facts images.json --outraw"
    })
final class PolicyGenerateCommand implements Callable<Integer> {
  @Mixin PolicySourceOptions source = new PolicySourceOptions();

  @Option(
      names = "--image-facts",
      paramLabel = "FILE",
      description = "Configuration and layer hashes of images, by name (docs/reference/policy.md).")
  @Nullable Path imageFacts;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "linux/amd64 (default) or windows/amd64.")
  String platform = "linux/amd64";

  @Option(
      names = "--infrastructure-svn",
      paramLabel = "N",
      description = "Lowest version of the service's own fragment that is accepted.")
  @Nullable String infrastructureSvn;

  @Option(
      names = {"-e", "--exclude-default-fragments"},
      description = "Do not accept the service's own fragment.")
  boolean excludeDefaultFragments;

  @Option(
      names = "--debug-mode",
      description = "Allow shells, stack dumps and logs; never in production.")
  boolean debugMode;

  @Option(
      names = {"-y", "--approve-wildcards"},
      description = "Ask nothing: a variable without a known value may have any.")
  boolean approveWildcards;

  @Option(names = "--enable-stdio", description = "The host sees output and writes input.")
  boolean enableStdio;

  @Option(names = "--disable-stdio", description = "The host sees no output and writes no input.")
  boolean disableStdio;

  @Option(names = "--omit-id", description = "Leave the images' names out of the policy.")
  boolean omitId;

  @Option(names = "--outraw", description = "Print the policy text.")
  boolean outraw;

  @Option(
      names = "--outraw-pretty-print",
      description = "Print the policy text with indented containers; it has another digest.")
  boolean outrawPretty;

  @Option(names = "--print-policy", description = "Print the policy in base64.")
  boolean printPolicy;

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    GroupSettings settings = settings(out);
    PolicyGenerator generator = new PolicyGenerator(images(), settings);
    List<Json> made = new ArrayList<>();
    for (ContainerGroup group : groups(settings)) {
      Policy policy = generator.generate(group);
      PolicyText text = text(omitId ? policy.withoutIds() : policy);
      if (json.json) {
        made.add(toJson(group, text));
      } else {
        print(out, text);
      }
    }
    if (json.json) {
      out.println(Json.object().put("policies", made).build().toCompact());
    }
    return ExitCode.OK;
  }

  private void check() {
    source.check();
    if (enableStdio && disableStdio) {
      throw usage("--enable-stdio and --disable-stdio exclude each other");
    }
    if ((outraw ? 1 : 0) + (outrawPretty ? 1 : 0) + (printPolicy ? 1 : 0) > 1) {
      throw usage("--outraw, --outraw-pretty-print and --print-policy exclude each other");
    }
    if (infrastructureSvn != null && excludeDefaultFragments) {
      throw usage("--infrastructure-svn needs the fragment that --exclude-default-fragments drops");
    }
  }

  private static CommandFailure usage(String problem) {
    return new CommandFailure(ExitCode.USAGE, problem, "");
  }

  private GroupSettings settings(PrintWriter out) {
    return new GroupSettings(
        GroupSettings.Platform.of(platform)
            .orElseThrow(
                () -> usage("--platform: linux/amd64 or windows/amd64 wanted, found " + platform)),
        debugMode,
        !disableStdio,
        infrastructureSvn,
        !excludeDefaultFragments,
        List.of(),
        approveWildcards ? Questions.APPROVE : new Prompt(out));
  }

  private ImageCatalog images() throws IOException {
    return imageFacts == null
        ? _ -> Optional.empty()
        : ImageCatalog.parse(Files.readString(imageFacts));
  }

  private List<ContainerGroup> groups(GroupSettings settings) throws IOException {
    if (source.template != null) {
      String parameters = source.parameters == null ? "" : Files.readString(source.parameters);
      return ArmTemplate.parse(Files.readString(source.template), parameters).groups(settings);
    }
    ContainerDefinition single =
        settings
            .container(String.valueOf(source.image), ServiceDefaults.CONTAINER_INSTANCES)
            .withImageDefaults()
            .build();
    return List.of(
        new ContainerGroup(
            single.image(), List.of(single), List.of(FragmentImport.INFRASTRUCTURE), Json.NULL));
  }

  private PolicyText text(Policy policy) {
    return outrawPretty ? policy.prettyText() : policy.text();
  }

  private void print(PrintWriter out, PolicyText text) {
    out.print(outraw || outrawPretty ? text.text() : text.base64());
    out.print("\n\n\n");
    out.flush();
  }

  private static Json toJson(ContainerGroup group, PolicyText text) {
    return Json.object()
        .put("group", group.name())
        .put("hostData", text.digest().hex())
        .put("rego", text.text())
        .put("base64", text.base64())
        .build();
  }
}
