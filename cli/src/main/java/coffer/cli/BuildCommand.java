package coffer.cli;

import coffer.enclave.EnclaveArtifacts;
import coffer.enclave.GramineArtifacts;
import coffer.image.LayerBlob;
import coffer.javaimage.JavaImage;
import coffer.javaimage.ServiceJar;
import coffer.json.Json;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Service;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
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

/// Builds a service's image and nothing else.
@Command(
    name = "build",
    description = {
      "Build the image of a service, from nothing but a JDK.",
      "With --tee sgx: an enclave package for Occlum, or for Gramine when coffer.yaml has",
      "sgx.gramine, and a container image around it."
    },
    footer = {
      "",
      "Example: the image of ./greeter, as an OCI image layout in ./greeter/.coffer/image.",
      "  coffer build greeter",
      "Example: an enclave with the configuration conf/integ-config.json inside.",
      "  coffer build operator --tee sgx --config integ --base occlum-runtime.tar"
    })
final class BuildCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      description = "The folder of coffer.yaml, or such a file (default: this folder).")
  Path source = Path.of(".");

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = {
        "The OCI image layout to write (default: .coffer/image beside coffer.yaml);",
        "with --tee sgx the folder of the results (default: .coffer/sgx)."
      })
  @Nullable Path out;

  @Option(
      names = "--tee",
      paramLabel = "snp|sgx",
      description = "For confidential containers, or for an enclave (default: snp).")
  Tee tee = Tee.SNP;

  @Option(
      names = "--offline",
      description = "Enclaves: take images from the store, ask no registry.")
  boolean offline;

  @Option(
      names = "--rebuild",
      description = "Run service.build, even if service.inputs are unchanged.")
  boolean rebuild;

  @Mixin EnclaveBuildOptions enclave = new EnclaveBuildOptions();
  @Mixin RegistryMixin registry = new RegistryMixin();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Workload workload = Workload.load(source);
    if (rebuild) {
      ServiceJar.rebuild(workload);
    }
    if (tee == Tee.SGX) {
      PrintWriter err = spec.commandLine().getErr();
      Path results = out == null ? workload.resolve(".coffer/sgx") : out;
      if (EnclaveBuildOptions.isGramine(workload)) {
        GramineArtifacts built = enclave.buildGramine(workload, results, this::access, err);
        new GramineArtifactsText(spec.commandLine()).print(built, output.json);
        return ExitCode.OK;
      }
      if (!workload.secrets().isEmpty()) {
        err.println("note: secrets are no part of a package; coffer up hands them over");
      }
      EnclaveArtifacts built = enclave.build(workload, results, this::access, err);
      new EnclaveArtifactsText(spec.commandLine()).print(built, output.json);
      return ExitCode.OK;
    }
    if (workload.service() instanceof Service.Image image) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s is an image that exists already; nothing to build".formatted(image.image()),
          "coffer up runs it");
    }
    Path layout = out == null ? workload.resolve(".coffer/image") : out;
    JavaImage image =
        JavaImage.build(workload, layout, step -> spec.commandLine().getErr().println(step));
    report(image);
    return ExitCode.OK;
  }

  private ImageAccess access(List<ImageLocation> locations) throws IOException {
    return registry.access(offline, locations);
  }

  private void report(JavaImage image) {
    var result = spec.commandLine().getOut();
    if (!output.json) {
      result.println(image.layout());
      result.println(image.manifest());
      return;
    }
    result.println(
        Json.object()
            .put("layout", image.layout().toString())
            .put("manifest", image.manifest().toString())
            .put("layers", image.layers().stream().map(BuildCommand::json).toList())
            .build()
            .toCompact());
  }

  private static Json json(LayerBlob layer) {
    return Json.object()
        .put("digest", layer.digest().toString())
        .put("diffId", layer.diffId().toString())
        .put("size", layer.size())
        .build();
  }
}
