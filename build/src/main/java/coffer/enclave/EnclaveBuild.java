package coffer.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.Folders;
import coffer.javaimage.JavaModules;
import coffer.javaimage.JavaRuntime;
import coffer.javaimage.RuntimeCache;
import coffer.javaimage.ServiceJar;
import coffer.occlum.OcclumConfig;
import coffer.occlum.OcclumDocument;
import coffer.oci.Platform;
import coffer.sgx.enclave.EnclaveSigner;
import coffer.sgx.enclave.SdkProfile;
import coffer.sgx.enclave.Tolerance;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.ConfigFile;
import coffer.workload.Service;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One build of an enclave from a workload.
///
/// @param out the folder of the results
/// @param cache where unpacked images lie
/// @param images opens distribution and base
public record EnclaveBuild(
    Workload workload,
    Service.Java service,
    SgxSettings sgx,
    Choices choices,
    Path out,
    Path cache,
    ImageAccess images,
    Consumer<String> progress) {
  /// What the command line decides.
  ///
  /// @param config the name of the service's configuration; empty for none
  /// @param base the image below the package; null for no container image
  /// @param version whose build this is; another one builds again
  public record Choices(
      String config,
      EnclaveSigner signer,
      LocalDate date,
      @Nullable SdkProfile sdk,
      Set<Tolerance> tolerated,
      @Nullable ImageLocation base,
      String version) {
    public Choices {
      tolerated = Set.copyOf(tolerated);
    }
  }

  /// The parts that are looked at before anything is built.
  private record Parts(
      ServiceJar jar,
      OcclumDocument document,
      Bytes occlumJson,
      OcclumDistribution occlum,
      Path libraries,
      List<String> command) {}

  /// Builds, or finds what the last build left when nothing has changed since.
  public EnclaveArtifacts run() throws IOException, InterruptedException, BuildException {
    Path work = Files.createTempDirectory("coffer-enclave-");
    try {
      Path jdk = Path.of(System.getProperty("java.home"));
      ServiceJar jar = ServiceJar.of(workload, service, jdk, work, progress::accept);
      Parts parts = parts(jar);
      BuildRecord record = new BuildRecord(out);
      String fingerprint = fingerprint(parts, jdk);
      Optional<EnclaveArtifacts> before = record.find(fingerprint);
      if (before.isPresent()) {
        return before.get();
      }
      Files.createDirectories(out);
      record.forget();
      EnclaveArtifacts built = build(parts);
      record.write(fingerprint, built);
      return built;
    } finally {
      Folders.delete(work);
    }
  }

  private Parts parts(ServiceJar jar) throws IOException, InterruptedException, BuildException {
    Path file = workload.resolve(sgx.occlum());
    byte[] json = Files.readAllBytes(file);
    OcclumDocument document;
    try {
      document = OcclumDocument.parseAnyRelease(json, sgx.edmm());
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
    document.unknown().forEach(name -> progress.accept(file + ": " + name + ": nothing reads it"));
    document.upgrades().forEach(change -> progress.accept(file + ": upgraded: " + change));
    OcclumConfig config = withEnvironment(document.config());
    List<String> command = command(service, sgx);
    checkEntryPoint(file, config, command.getFirst());
    Path distribution = system(sgx.libos());
    return new Parts(
        jar,
        new OcclumDocument(config, document.unknown(), document.upgrades()),
        Bytes.of(json),
        OcclumDistribution.in(distribution),
        sgx.libraries() == null ? distribution : system(sgx.libraries()),
        command);
  }

  private Path system(String folderOrImage) throws IOException, InterruptedException {
    return new SystemFolders(workload, cache, images, progress).of(folderOrImage);
  }

  /// The configuration with the variables of the workload, which thereby are part of it.
  private OcclumConfig withEnvironment(OcclumConfig config) throws BuildException {
    List<String> defaults = new ArrayList<>(config.environment().defaults());
    for (var variable : workload.environment().entrySet()) {
      String start = variable.getKey() + "=";
      if (defaults.stream().anyMatch(text -> text.startsWith(start))
          || config.environment().untrusted().contains(variable.getKey())) {
        throw new BuildException(
            "environment.%s: %s has a variable of this name; keep one of them"
                .formatted(variable.getKey(), sgx.occlum()));
      }
      defaults.add(start + variable.getValue());
    }
    return new OcclumConfig(
        config.limits(),
        config.process(),
        config.entryPoints(),
        new OcclumConfig.Environment(defaults, config.environment().untrusted()),
        config.metadata(),
        config.feature(),
        config.mounts());
  }

  /// What is started inside.
  public static List<String> command(Service.Java service, SgxSettings sgx) {
    Launcher launcher = launcher(service, sgx);
    if (launcher != null) {
      return launcher.start();
    }
    return sgx.command().isEmpty() ? javaCommand(service) : sgx.command();
  }

  private static @Nullable Launcher launcher(Service.Java service, SgxSettings sgx) {
    return sgx.launcher() == null ? null : new Launcher(sgx.launcher(), javaCommand(service));
  }

  /// How the JVM is started inside.
  static List<String> javaCommand(Service.Java service) {
    List<String> command = new ArrayList<>();
    command.add(EnclaveRoot.RUNTIME + "/bin/java");
    command.addAll(service.jvmOptions());
    String mainClass = service.mainClass();
    command.addAll(
        mainClass == null || service.source() != null
            ? List.of("-jar", EnclaveRoot.JAR)
            : List.of("-cp", EnclaveRoot.JAR, mainClass));
    command.addAll(service.arguments());
    return command;
  }

  private static void checkEntryPoint(Path file, OcclumConfig config, String program)
      throws BuildException {
    Path path = Path.of(program);
    if (config.entryPoints().stream().noneMatch(path::startsWith)) {
      throw new BuildException(
          "%s: entry_points: %s is below none of %s, so it cannot be started; add %s"
              .formatted(
                  file,
                  program,
                  String.join(", ", config.entryPoints()),
                  path.getParent() == null ? program : path.getParent()));
    }
  }

  private String fingerprint(Parts parts, Path jdk)
      throws IOException, InterruptedException, BuildException {
    Fingerprint print =
        new Fingerprint()
            .text("version", choices.version())
            .text("service", service)
            .text("sgx", sgx)
            .text("ports", workload.ports())
            .text("config", choices.config())
            .text("signer", choices.signer().key().mrSigner())
            .text("date", choices.date())
            .text("sdk", choices.sdk() == null ? "" : choices.sdk())
            .text("tolerated", new TreeSet<>(choices.tolerated()))
            .text("name", workload.name())
            .text("occlum", parts.document())
            .text("command", parts.command())
            .content("occlum.json", workload.resolve(sgx.occlum()))
            .content("jar", parts.jar().file());
    for (String entry : parts.jar().classPath()) {
      print.content("class path", parts.jar().file().resolveSibling(entry));
    }
    if (!choices.config().isEmpty()) {
      print.content(
          "configuration",
          workload.resolve(sgx.configs()).resolve(choices.config() + "-config.json"));
    }
    Launcher launcher = launcher(service, sgx);
    if (launcher != null) {
      print.text("launcher", launcher.compiler());
    }
    for (ConfigFile file : sgx.files()) {
      print.stamps("file", workload.resolve(file.source()));
    }
    runtime(print, jdk);
    if (sgx.initfs() != null) {
      print.stamps("initfs", workload.resolve(sgx.initfs()));
    }
    print.stamps("distribution", parts.occlum().home().resolve("build"));
    print.text("system", parts.libraries());
    for (String folder : EnclaveLibraries.folders(parts.libraries())) {
      print.stampsOfFolder(folder, parts.libraries().resolve(folder.substring(1)));
    }
    if (choices.base() != null) {
      print.text("base", images.open(choices.base(), Platform.LINUX_AMD64).digest());
    }
    return print.toHex();
  }

  private void runtime(Fingerprint print, Path jdk) throws IOException {
    if (sgx.runtime() == null) {
      print.content("jdk", jdk.resolve("release"));
      print.text("modules", Files.size(jdk.resolve("lib/modules")));
    } else {
      print.stamps("runtime", workload.resolve(sgx.runtime()));
    }
  }

  private EnclaveArtifacts build(Parts parts)
      throws IOException, InterruptedException, BuildException {
    EnclaveRoot root = new EnclaveRoot(workload, sgx, parts.occlum(), parts.libraries());
    FileTree service =
        root.service(
            parts.document().config(),
            parts.jar(),
            javaRuntime(workload, this.service, sgx, parts.jar(), progress),
            choices.config(),
            launcher(this.service, sgx),
            progress);
    FileTree init = root.init(progress);
    PackageRequest request =
        new PackageRequest(
            workload.name(),
            parts.document(),
            parts.occlumJson(),
            sgx.edmm(),
            parts.occlum().libos(),
            parts.occlum().pal(),
            choices.signer(),
            choices.date(),
            choices.sdk(),
            choices.tolerated());
    OcclumPackage occlum =
        OcclumPackage.build(
            request,
            image -> SefsImages.create(service, image),
            init,
            EnclaveArtifacts.packageFolder(out),
            progress);
    return new EnclaveArtifacts(out, occlum, parts.command(), image(occlum, parts), false);
  }

  /// The runtime that goes inside: the one given, or one linked from this JDK.
  static JavaRuntime javaRuntime(
      Workload workload,
      Service.Java service,
      SgxSettings sgx,
      ServiceJar jar,
      Consumer<String> progress)
      throws IOException, InterruptedException, BuildException {
    if (sgx.runtime() != null) {
      Path folder = workload.resolve(sgx.runtime());
      if (!Files.isRegularFile(folder.resolve("lib/modules"))) {
        throw new BuildException(
            folder + ": sgx.runtime: no Java runtime: lib/modules wanted in it");
      }
      return new JavaRuntime(folder);
    }
    return RuntimeCache.ofThisUser()
        .linked(
            service.modules().isEmpty()
                ? JavaModules.neededBy(jar.file())
                : new TreeSet<>(service.modules()),
            progress);
  }

  private @Nullable Digest image(OcclumPackage occlum, Parts parts)
      throws IOException, InterruptedException {
    if (choices.base() == null) {
      return null;
    }
    return new EnclaveImage(images, progress)
        .write(
            choices.base(),
            EnclaveImage.Top.of(occlum, parts.command()),
            workload.ports(),
            EnclaveArtifacts.layout(out),
            EnclaveArtifacts.imageArchive(out, workload.name()),
            workload.name() + ":latest");
  }
}
