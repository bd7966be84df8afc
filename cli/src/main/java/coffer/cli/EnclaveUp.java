package coffer.cli;

import coffer.enclave.CheckedPackage;
import coffer.enclave.EnclaveArtifacts;
import coffer.enclave.EnclaveBuild;
import coffer.enclave.RootImage;
import coffer.group.GroupHardware;
import coffer.group.GroupSpec;
import coffer.group.Runtime;
import coffer.host.UserFolders;
import coffer.identity.SgxIdentity;
import coffer.image.Image;
import coffer.image.ImageSelector;
import coffer.image.Images;
import coffer.occlum.RunConfig;
import coffer.oci.Platform;
import coffer.plan.GroupPlan;
import coffer.plan.Overrides;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Service;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `coffer up --tee sgx` does before anything is started: it builds the package, or takes one,
/// has it checked, and plans a group that runs the files of its image under the rules of its
/// configuration.
record EnclaveUp(
    Workload workload,
    WorkloadOptions options,
    EnclaveBuildOptions build,
    RuntimeChoice runtime,
    Steps steps,
    PrintWriter err) {
  private static final String OUTPUT = ".coffer/sgx";
  private static final List<Path> DEVICES =
      List.of(Path.of("/dev/sgx_enclave"), Path.of("/dev/sgx/enclave"));

  /// Where Occlum's own C libraries lie inside.
  private static final List<String> OCCLUM_LIBRARIES =
      List.of("opt/occlum/glibc/lib/libc.so.6", "usr/local/occlum/x86_64-linux-musl/lib/libc.so");

  private Path output() {
    return options.out == null ? workload.resolve(OUTPUT) : options.out;
  }

  /// The package to run: `given`, or the one that is built now.
  Path packageFolder(@Nullable Path given) throws Exception {
    refuse("--image", options.image);
    refuse("--policy", options.policy);
    refuse("--user", options.user);
    if (runtime == RuntimeChoice.RUNC) {
      throw usage("--runtime runc: an enclave is run by the built-in launcher");
    }
    for (Path device : DEVICES) {
      if (Files.exists(device)) {
        err.println(
            "note: this machine has %s; what is started now is simulated all the same. coffer render"
                    .formatted(device)
                + " --target occlum, docker or systemd writes what starts the enclave itself");
        break;
      }
    }
    EnclaveBuildOptions.requireOcclum(workload);
    if (given != null) {
      build.requireNone("--package takes one that is built");
      return given;
    }
    EnclaveArtifacts built =
        steps.step(
            "build",
            _ -> build.build(workload, output(), this::images, err),
            made ->
                (made.reused() ? "unchanged, MRENCLAVE " : "MRENCLAVE ")
                    + made.occlum().identity().mrEnclave().toHex().substring(0, 16)
                    + "...");
    return built.folder().resolve("package");
  }

  private static void refuse(String option, @Nullable Object value) {
    if (value != null) {
      throw usage(option + ": not for an enclave");
    }
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message, "see coffer up --help");
  }

  private ImageAccess images(List<ImageLocation> locations) throws IOException {
    return options.registry.access(options.offline, locations);
  }

  /// Checks a package; its root file system appears in `root`.
  CheckedPackage check(Path folder, Path work, Path root) throws Exception {
    return steps.step(
        "check",
        _ -> CheckedPackage.of(folder, work.resolve("package"), root),
        checked ->
            checked.findings().isEmpty()
                ? "signature, MRENCLAVE, configuration and images fit"
                : "does not fit");
  }

  /// Plans a group of the checked files in `root`.
  Launch launch(CheckedPackage checked, Path root) throws Exception {
    RunConfig config = Objects.requireNonNull(checked.config());
    SgxIdentity identity = checked.identity();
    EnclaveRules rules = new EnclaveRules(workload, config);
    List<String> command = command();
    rules.requireEntryPoint(command.getFirst());
    Map<String, String> given = options.overrides().env();
    List<GroupHardware.SecretVariable> secrets = rules.secrets(identity);
    OutputFiles output = new OutputFiles(output().resolve("run"));
    warnOfLibraries(root);
    Path layout = output.folder().resolve("image");
    Image image =
        steps.step(
            "image",
            _ -> {
              RootImage.write(root, workload.name(), layout);
              return Images.open(layout, new ImageSelector(Optional.empty(), Platform.LINUX_AMD64));
            },
            _ -> "the files of the package's image");
    GroupPlan plan =
        GroupPlan.of(
            asImage(layout, command, rules.environment(given)),
            options.measure.measurement().measure(image),
            Overrides.NONE,
            Optional.empty());
    GroupSpec spec =
        new GroupSpec(
            workload.name(),
            Instant.now(),
            new GroupHardware.Sgx(
                identity.mrEnclave(),
                identity.mrSigner(),
                identity.isvProdId(),
                identity.isvSvn(),
                identity.debug(),
                config.userSpace(),
                rules.hostVariables(given, secrets),
                secrets,
                rules.mounts(err)),
            layout.toRealPath(),
            Optional.empty(),
            plan.container(),
            UpCommand.published(workload),
            UpCommand.peers(workload),
            UserFolders.of(System.getenv()).secrets(workload.name()),
            UpCommand.platform(workload),
            Runtime.BUILTIN);
    return new Launch(workload, spec, plan.policy(), output, new EnclaveProof(identity));
  }

  private List<String> command() {
    List<String> asked = options.overrides().command();
    SgxSettings sgx = workload.sgx();
    if (sgx == null || !(workload.service() instanceof Service.Java service)) {
      throw usage("--tee sgx: a coffer.yaml with sgx and a service of type java wanted");
    }
    return asked.isEmpty() ? EnclaveBuild.command(service, sgx) : asked;
  }

  /// The enclave's file system as an image that somebody runs.
  private Workload asImage(Path layout, List<String> command, Map<String, String> environment) {
    return new Workload(
        workload.name(),
        new Service.Image(layout.toString(), null, command, "/", null),
        workload.ports(),
        workload.peers(),
        environment,
        List.of(),
        workload.platform(),
        null,
        workload.folder());
  }

  private void warnOfLibraries(Path root) {
    for (String library : OCCLUM_LIBRARIES) {
      if (Files.exists(root.resolve(library))) {
        err.println(
            "warning: /%s: if it is Occlum's own it calls its library OS, and no program starts with"
                    .formatted(library)
                + " it here; sgx.libraries names the system whose libraries are taken");
      }
    }
  }
}
