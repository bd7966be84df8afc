package coffer.cli;

import coffer.deployment.EnclaveService;
import coffer.deployment.KubernetesManifest;
import coffer.deployment.RunFile;
import coffer.deployment.SystemdUnit;
import coffer.enclave.EnclaveArtifacts;
import coffer.json.Json;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes what a target takes.
@Command(
    name = "render",
    description = {
      "Write what starts a built enclave: a manifest for Kubernetes, a script for docker or for",
      "Occlum alone, a unit for systemd. The enclave is the last one that 'coffer build --tee sgx'",
      "made. Variables that the host gives must be in env.untrusted of Occlum.json; those without",
      "--env are secrets: of Kubernetes, or in a file that only its owner can read."
    },
    footer = {
      "",
      "Example: on AKS, one on each node of a size, its tokens in a secret.",
      "  coffer render operator --target aks --image example.azurecr.io/operator:1 \\",
      "    --vm Standard_DC8s_v3 --metrics-port 9091 \\",
      "    --secret core_api_token=operator/API_KEY | kubectl apply -f -",
      "Example: on a host with docker.",
      "  coffer render operator --target docker --out run.sh"
    })
final class RenderCommand implements Callable<Integer> {
  /// Where the enclave is to run.
  enum Target {
    AKS,
    DOCKER,
    OCCLUM,
    SYSTEMD;

    boolean isScript() {
      return this == DOCKER || this == OCCLUM;
    }
  }

  private static final Set<PosixFilePermission> EXECUTE =
      Set.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      description = "The folder of coffer.yaml, or such a file (default: this folder).")
  Path source = Path.of(".");

  @Option(
      names = "--target",
      required = true,
      paramLabel = "TARGET",
      description = "aks, docker, occlum or systemd.")
  Target target = Target.AKS;

  @Option(
      names = "--built",
      paramLabel = "FOLDER",
      description = "The results of the build (default: .coffer/sgx beside coffer.yaml).")
  @Nullable Path built;

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description = "systemd: where the package is unpacked (default: /opt/NAME).")
  @Nullable String folder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write it to this file (default: standard output).")
  @Nullable Path out;

  @Mixin EnclaveServiceOptions service = new EnclaveServiceOptions();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Workload workload = Workload.load(source);
    EnclaveBuildOptions.requireOcclum(workload);
    Path results = built == null ? workload.resolve(".coffer/sgx") : built;
    EnclaveArtifacts artifacts =
        EnclaveArtifacts.in(results)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.ENVIRONMENT,
                        results + ": no results of a build, or they were changed since",
                        "run coffer build --tee sgx first"));
    EnclaveService described =
        service.describe(workload, artifacts, target, spec.commandLine().getErr());
    String text = text(described, artifacts);
    if (out != null) {
      write(out, text);
    }
    report(text, described);
    return ExitCode.OK;
  }

  private String text(EnclaveService described, EnclaveArtifacts artifacts) {
    return switch (target) {
      case AKS -> KubernetesManifest.of(described);
      case DOCKER -> RunFile.docker(described);
      case OCCLUM ->
          RunFile.occlum(described, String.valueOf(artifacts.occlum().archive().getFileName()));
      case SYSTEMD ->
          SystemdUnit.of(described, folder == null ? "/opt/" + described.name() : folder);
    };
  }

  private void write(Path file, String text) throws IOException {
    NewFile.write(file, to -> to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    if (target.isScript()) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      mode.addAll(EXECUTE);
      Files.setPosixFilePermissions(file, mode);
    }
  }

  private void report(String text, EnclaveService described) {
    if (output.json) {
      Json.ObjectBuilder object =
          Json.object()
              .put("target", target.name().toLowerCase(java.util.Locale.ROOT))
              .put("name", described.name())
              .put("mrenclave", described.identity().mrEnclave().toHex())
              .put("enclave_memory_mib", described.enclaveMemory())
              .put("text", text);
      if (out != null) {
        object.put("file", out.toString());
      }
      spec.commandLine().getOut().println(object.build().toCompact());
    } else if (out == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      spec.commandLine().getErr().println("written " + out);
    }
  }
}
