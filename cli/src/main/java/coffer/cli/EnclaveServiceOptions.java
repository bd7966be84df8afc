package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.deployment.EnclaveService;
import coffer.deployment.EnclaveService.Probe;
import coffer.deployment.EnclaveService.SecretVariable;
import coffer.deployment.EnclaveService.ServicePort;
import coffer.enclave.EnclaveArtifacts;
import coffer.occlum.OcclumDocument;
import coffer.sgx.enclave.EnclaveIdentity;
import coffer.sgx.enclave.EnclaveNeeds;
import coffer.sizing.AzureSize;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a target must know of a service beside its build.
final class EnclaveServiceOptions {
  private static final long MIB = 1L << 20;

  /// The rules of Kubernetes for names and for keys of a secret.
  private static final Pattern REFERENCE =
      Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)/([-._a-zA-Z0-9]{1,253})");

  @Option(
      names = "--image",
      paramLabel = "REFERENCE",
      description = "The container image where the target gets it (docker: NAME:latest).")
  @Nullable String image;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable that is no secret; again for more.")
  Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--secret",
      paramLabel = "VARIABLE=SECRET/KEY",
      description = {
        "Where Kubernetes has a variable; again for more. Then only these are wanted",
        "(default: all without --env, each in NAME-secret under its own name)."
      })
  Map<String, String> secrets = new LinkedHashMap<>();

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Which of the ports Prometheus reads.")
  @Nullable Integer metrics;

  @Option(
      names = "--health",
      paramLabel = "PATH",
      description = "A path of the first port that answers 200 (default: the port is open).")
  @Nullable String health;

  @Option(
      names = "--vm",
      paramLabel = "NAME",
      description = "Nodes of this size of Azure only, such as Standard_DC8s_v3.")
  @Nullable String machine;

  @Option(
      names = "--epc",
      paramLabel = "MIB",
      description = "Ask for so much protected memory (default: what the enclave needs at start).")
  @Nullable Long epc;

  EnclaveService describe(
      Workload workload, EnclaveArtifacts built, RenderCommand.Target target, PrintWriter err)
      throws IOException {
    List<String> untrusted = untrusted(workload);
    variables.keySet().forEach(name -> requireUntrusted("--env", name, untrusted));
    Optional<AzureSize> size = size();
    return new EnclaveService(
        built.occlum().identity(),
        image(built, target),
        built.command(),
        ports(workload),
        variables,
        secrets(workload.name(), untrusted),
        probe(workload),
        memory(built, size, err),
        size.map(AzureSize::toString));
  }

  private String image(EnclaveArtifacts built, RenderCommand.Target target) {
    if (image == null && target == RenderCommand.Target.AKS) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--target aks: the image's reference in a registry wanted",
          "coffer image push %s REFERENCE, then --image REFERENCE".formatted(built.layout()));
    }
    return image == null ? built.imageName() : image;
  }

  private static List<String> untrusted(Workload workload) throws IOException {
    SgxSettings sgx = workload.sgx();
    if (sgx == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "%s: no key sgx".formatted(workload.folder()), "docs/how-to/enclave.md");
    }
    Path file = workload.resolve(sgx.occlum());
    try {
      byte[] json = EnclaveFiles.bytes(file, OcclumDocument.MAX_SIZE);
      return OcclumDocument.parseAnyRelease(json, sgx.edmm()).config().environment().untrusted();
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static void requireUntrusted(String option, String name, List<String> untrusted) {
    if (!untrusted.contains(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: the enclave takes no variable %s from the host; it takes: %s"
              .formatted(option, name, untrusted.isEmpty() ? "none" : String.join(", ", untrusted)),
          "add it to env.untrusted of Occlum.json and build again");
    }
  }

  private List<SecretVariable> secrets(String name, List<String> untrusted) {
    List<SecretVariable> found = new ArrayList<>();
    if (secrets.isEmpty()) {
      untrusted.stream()
          .filter(variable -> !variables.containsKey(variable))
          .forEach(variable -> found.add(new SecretVariable(variable, name + "-secret", variable)));
      return found;
    }
    secrets.forEach(
        (variable, reference) -> {
          requireUntrusted("--secret", variable, untrusted);
          Matcher parts = REFERENCE.matcher(reference);
          if (!parts.matches()) {
            throw new CommandFailure(
                ExitCode.USAGE,
                "--secret %s: SECRET/KEY wanted, found '%s'".formatted(variable, reference),
                "the name of a Kubernetes secret and a key in it, not the secret itself");
          }
          found.add(new SecretVariable(variable, parts.group(1), parts.group(3)));
        });
    return found;
  }

  private List<ServicePort> ports(Workload workload) {
    List<ServicePort> ports =
        workload.ports().stream()
            .map(
                port ->
                    new ServicePort(
                        port.container(),
                        port.host(),
                        metrics != null && metrics == port.container()))
            .toList();
    if (metrics != null && ports.stream().noneMatch(ServicePort::metrics)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--metrics-port %d: not among the ports of coffer.yaml".formatted(metrics),
          "");
    }
    return ports;
  }

  private Probe probe(Workload workload) {
    if (health != null && !health.startsWith("/")) {
      throw new CommandFailure(
          ExitCode.USAGE, "--health: a path that starts with / wanted, found " + health, "");
    }
    int port = workload.ports().isEmpty() ? 0 : workload.ports().getFirst().container();
    return new Probe(port, Optional.ofNullable(health));
  }

  private Optional<AzureSize> size() {
    if (machine == null) {
      return Optional.empty();
    }
    Optional<AzureSize> size = AzureSize.named(machine);
    if (size.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--vm: %s is no size with SGX that is known".formatted(machine), "");
    }
    return size;
  }

  /// In MiB, checked against the machine.
  private long memory(EnclaveArtifacts built, Optional<AzureSize> size, PrintWriter err)
      throws IOException {
    EnclaveIdentity enclave = EnclaveIdentity.of(EnclaveFiles.enclave(built.libos()));
    long bytes =
        new EnclaveNeeds(enclave.enclaveSize(), enclave.measurement().addedPages()).epcBytes();
    long needed = (bytes + MIB - 1) / MIB;
    long asked = epc == null ? needed : epc;
    if (asked < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--epc: at least 1 wanted, found " + asked, "");
    }
    size.filter(found -> asked > found.epcBytes() / MIB)
        .ifPresent(
            found -> {
              throw new CommandFailure(
                  ExitCode.USAGE,
                  "%s has %,d MiB of protected memory, and %,d are asked for: no such node takes it"
                      .formatted(found, found.epcBytes() / MIB, asked),
                  epc == null
                      ? "--epc asks for less, and the rest is paged out and in, many times slower"
                      : "take a larger size");
            });
    if (asked < needed) {
      err.println(
          "warning: %,d MiB of protected memory asked for, the enclave has %,d at start: the rest"
                  .formatted(asked, needed)
              + " is paged out and in, many times slower");
    }
    return asked;
  }
}
