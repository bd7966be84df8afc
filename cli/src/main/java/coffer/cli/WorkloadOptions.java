package coffer.cli;

import coffer.cce.PolicyText;
import coffer.plan.Overrides;
import coffer.store.ImageAccess;
import coffer.workload.AzureServices;
import coffer.workload.Port;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is to run: a workload's description or an image, and what the command line changes of it.
final class WorkloadOptions {
  private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?::([0-9]{1,5}))?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final String OUTPUT = ".coffer";

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR [-- COMMAND...]",
      description = {
        "The folder of coffer.yaml, or such a file (default: this folder).",
        "After --: a command instead of the image's own."
      })
  List<String> words = List.of();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "An image instead: a reference, an OCI image layout or a docker-archive (coffer image"
              + " --help).")
  @Nullable String image;

  @Option(
      names = "--image-name",
      paramLabel = "NAME",
      description = "Which image, when a file holds several.")
  @Nullable String imageName;

  @Option(
      names = "--name",
      description = "The group's name (default: the workload's, or the image file's).")
  @Nullable String name;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The approved policy (Rego) to run under, instead of a new one.")
  @Nullable Path policy;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "A variable more, or another value for one. Never a secret.")
  List<String> env = List.of();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "Run as this user: uid, uid:gid or a name of the image.")
  @Nullable String user;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT[:HOST]",
      description = "Publish a TCP port on 127.0.0.1; without HOST on any free one.")
  List<String> ports = List.of();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where identity.json and policy.rego go (default: .coffer beside coffer.yaml).")
  @Nullable Path out;

  @Option(names = "--offline", description = "Take the image from the store, ask no registry.")
  boolean offline;

  @Mixin MeasureMixin measure = new MeasureMixin();

  @Mixin RegistryMixin registry = new RegistryMixin();

  /// The workload as it is described, with name and ports of the command line.
  Workload workload() throws IOException {
    Workload described = image == null ? described() : ofImage(image);
    String chosen = name == null ? described.name() : name;
    if (!NAME.matcher(chosen).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "name '%s': lower-case letters, digits and inner hyphens wanted, at most 63"
              .formatted(chosen),
          "choose one with --name");
    }
    return new Workload(
        chosen,
        described.service(),
        ports.isEmpty() ? described.ports() : publishedPorts(),
        described.peers(),
        described.environment(),
        described.secrets(),
        described.platform(),
        described.sgx(),
        described.folder());
  }

  private Workload described() throws IOException {
    Path source = Path.of(hasFolder() ? words.getFirst() : ".");
    if (imageName != null) {
      throw new CommandFailure(ExitCode.USAGE, "--image-name goes with --image", "");
    }
    return Workload.load(source);
  }

  /// With an image every word is of the command; else the first is the folder.
  private boolean hasFolder() {
    return image == null && !words.isEmpty();
  }

  private Workload ofImage(String text) {
    return new Workload(
        WorkloadImage.name(RegistryMixin.location(text)),
        new Service.Image(text, imageName, List.of(), null, null),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        AzureServices.NONE,
        null,
        Path.of(""));
  }

  /// Access to images, for the thread that closes it.
  ImageAccess access(Workload workload) throws IOException {
    return registry.access(
        offline,
        workload.service() instanceof Service.Image service
            ? List.of(WorkloadImage.location(service, workload.folder()))
            : List.of());
  }

  /// What the command line changes of the workload.
  Overrides overrides() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : env) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw new CommandFailure(
            ExitCode.USAGE, "--env: NAME=VALUE wanted, found '%s'".formatted(variable), "");
      }
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    List<String> command = hasFolder() ? words.subList(1, words.size()) : words;
    return new Overrides(command, Optional.ofNullable(user), variables);
  }

  Optional<PolicyText> approvedPolicy() throws IOException {
    return policy == null
        ? Optional.empty()
        : Optional.of(new PolicyText(Files.readString(policy)));
  }

  /// The folder for what is known of the workload.
  Path output(Workload workload) {
    return out == null ? workload.resolve(OUTPUT) : out;
  }

  private List<Port> publishedPorts() {
    List<Port> published = new ArrayList<>();
    for (String text : ports) {
      Matcher port = PORT.matcher(text);
      if (!port.matches() || number(port.group(1)) == 0) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--port: PORT or PORT:HOST wanted, found '%s'".formatted(text),
            "for example --port 8080:18080");
      }
      published.add(
          new Port(number(port.group(1)), port.group(2) == null ? 0 : number(port.group(2))));
    }
    return published;
  }

  private static int number(String digits) {
    int number = Integer.parseInt(digits);
    if (number > 65535) {
      throw new CommandFailure(ExitCode.USAGE, "--port: %d is no port".formatted(number), "");
    }
    return number;
  }
}
