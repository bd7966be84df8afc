package coffer.enclave;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.gramine.GramineEnclave;
import coffer.gramine.Manifest;
import coffer.gramine.Pal;
import coffer.identity.SgxIdentity;
import coffer.image.LayerBlob;
import coffer.javaimage.BuildException;
import coffer.javaimage.FileTree;
import coffer.javaimage.Folders;
import coffer.javaimage.JavaRuntime;
import coffer.javaimage.ServiceJar;
import coffer.sgx.enclave.SigStruct;
import coffer.sizing.GraminePlan;
import coffer.sizing.JvmMemory;
import coffer.sizing.MemoryPart;
import coffer.store.ImageAccess;
import coffer.workload.GramineSettings;
import coffer.workload.Service;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One build of an enclave of Gramine from a workload. The same inputs make the same bytes.
///
/// @param out the folder of the results
/// @param cache where unpacked images lie
/// @param images opens distribution and base
public record GramineBuild(
    Workload workload,
    Service.Java service,
    SgxSettings sgx,
    GramineSettings settings,
    EnclaveBuild.Choices choices,
    Path out,
    Path cache,
    ImageAccess images,
    Consumer<String> progress) {
  /// As many as `coffer sgx size` assumes.
  private static final int SERVICE_THREADS = 64;

  private static final int PROCESSORS = 4;
  private static final long MIB = 1L << 20;
  private static final long LARGE_ENCLAVE = 1L << 36;

  public GramineArtifacts run() throws IOException, InterruptedException, BuildException {
    Path work = Files.createTempDirectory("coffer-enclave-");
    try {
      return build(work);
    } finally {
      Folders.delete(work);
    }
  }

  private GramineArtifacts build(Path work)
      throws IOException, InterruptedException, BuildException {
    Path jdk = Path.of(System.getProperty("java.home"));
    ServiceJar jar = ServiceJar.of(workload, service, jdk, work, progress::accept);
    SystemFolders systems = new SystemFolders(workload, cache, images, progress);
    Path system = systems.of(sgx.libos());
    GramineDistribution gramine = GramineDistribution.in(system);
    Path libraries = sgx.libraries() == null ? system : systems.of(sgx.libraries());
    JavaRuntime runtime = EnclaveBuild.javaRuntime(workload, service, sgx, jar, progress);
    progress.accept("hashing the enclave's files");
    GramineRoot root =
        GramineRoot.of(
            new ServiceFiles(workload, sgx),
            gramine,
            libraries,
            jar,
            runtime,
            choices.config(),
            work,
            progress);
    GraminePlan plan = plan(root);
    List<String> command =
        sgx.command().isEmpty() ? EnclaveBuild.javaCommand(service) : sgx.command();
    Manifest manifest =
        new GramineManifest(workload, settings, sgx.edmm())
            .of(plan, root, LayerBlob.digestOf(gramine.libos()).bytes(), command);
    progress.accept("measuring and signing");
    GramineEnclave enclave = enclave(manifest, gramine.pal());
    return pack(root, gramine, enclave, sign(enclave), command);
  }

  private GraminePlan plan(GramineRoot root) throws IOException, BuildException {
    Optional<Long> size = Optional.ofNullable(settings.enclaveSize()).map(GramineBuild::bytes);
    Optional<Integer> threads = Optional.of(settings.maxThreads()).filter(most -> most > 0);
    JvmMemory jvm;
    try {
      jvm = JvmMemory.of(service.jvmOptions(), PROCESSORS, SERVICE_THREADS);
    } catch (MalformedException e) {
      throw new BuildException("service.jvmOptions: " + e.getMessage());
    }
    MemoryPart files = new MemoryPart("mapped files", root.mappedBytes(), "of the package");
    GraminePlan plan = GraminePlan.of(jvm, files, size, threads);
    progress.accept(
        "enclave of %s, %d threads: %s".formatted(plan.sizeText(), plan.threads(), plan.text()));
    if (!plan.conflicts().isEmpty()) {
      throw new BuildException("sgx.gramine: " + String.join("; ", plan.conflicts()));
    }
    return plan;
  }

  private static long bytes(String size) {
    long number = Long.parseLong(size.substring(0, size.length() - 1));
    return switch (size.charAt(size.length() - 1)) {
      case 'K' -> Math.multiplyExact(number, 1L << 10);
      case 'M' -> Math.multiplyExact(number, MIB);
      default -> Math.multiplyExact(number, 1L << 30);
    };
  }

  private static GramineEnclave enclave(Manifest manifest, Path libpal)
      throws IOException, BuildException {
    Pal pal;
    try {
      pal = Pal.parse(Files.readAllBytes(libpal));
    } catch (MalformedException e) {
      throw e.within(libpal.toString());
    }
    try {
      return GramineEnclave.of(manifest.toBytes(), pal);
    } catch (MalformedException e) {
      throw new BuildException("the manifest: " + e.getMessage());
    }
  }

  private SigStruct sign(GramineEnclave enclave) throws IOException {
    try {
      return enclave.sign(choices.date(), choices.signer());
    } catch (GeneralSecurityException e) {
      throw new IOException("the key does not sign: " + e.getMessage(), e);
    }
  }

  private GramineArtifacts pack(
      GramineRoot root,
      GramineDistribution gramine,
      GramineEnclave enclave,
      SigStruct signed,
      List<String> command)
      throws IOException, InterruptedException, BuildException {
    String name = workload.name();
    byte[] manifest = enclave.text().toArray();
    byte[] signature = signed.toBytes().toArray();
    SgxIdentity identity = identity(enclave, signed);
    FileTree tree = new FileTree();
    tree.folder("/" + name, 0755);
    tree.file("/%s/%s.manifest.sgx".formatted(name, name), 0644, manifest);
    tree.file("/%s/%s.sig".formatted(name, name), 0644, signature);
    tree.file("/%s/gramine/libpal.so".formatted(name), 0755, gramine.pal());
    tree.file("/%s/%s".formatted(name, GramineManifest.LIBOS), 0755, gramine.libos());
    if (Files.isRegularFile(gramine.loader())) {
      tree.file("/%s/gramine/loader".formatted(name), 0755, gramine.loader());
    }
    tree.folder("/%s/%s".formatted(name, GramineManifest.ROOT), 0755);
    tree.add(root.tree(), "/%s/%s".formatted(name, GramineManifest.ROOT));
    progress.accept("packing");
    Files.createDirectories(out);
    Path target = EnclaveArtifacts.packageFolder(out.toAbsolutePath().normalize());
    OutputFolder.requireReplaceable(target);
    new BuildRecord(out).forget();
    Path made = Files.createTempDirectory(out, ".enclave-");
    LayerBlob layer;
    try {
      Path folder = Files.createDirectory(made.resolve("out"));
      Files.write(folder.resolve(name + ".manifest.sgx"), manifest);
      Files.write(folder.resolve(name + ".sig"), signature);
      Files.write(folder.resolve(OcclumPackage.IDENTITY), identity.toBytes());
      layer = LayerBlob.write(tree::writeTo, folder.resolve(name + ".tar.gz"));
      root.requireIn(
          folder.resolve(name + ".tar.gz"), "/%s/%s".formatted(name, GramineManifest.ROOT));
      OutputFolder.replace(target, folder);
    } finally {
      Folders.delete(made);
    }
    return new GramineArtifacts(
        out,
        identity,
        layer,
        root.files().size(),
        command,
        image(layer, target.resolve(name + ".tar.gz")),
        warnings(enclave, gramine));
  }

  private SgxIdentity identity(GramineEnclave enclave, SigStruct signed) {
    List<String> notBound = new ArrayList<>();
    notBound.add(
        "ISVPRODID, ISVSVN and debug are bound by MRSIGNER alone: check them in the quote, and"
            + " CONFIGID with CONFIGSVN, which the host chooses");
    notBound.addAll(enclave.manifest().unbound());
    return new SgxIdentity(
        workload.name(),
        signed.body().mrEnclave(),
        signed.mrSigner(),
        signed.body().isvProdId(),
        signed.body().isvSvn(),
        signed.body().debugAllowed(),
        enclave.manifest().enclaveSize(),
        null,
        List.of(SgxIdentity.GRAMINE_STATEMENT),
        notBound);
  }

  private List<String> warnings(GramineEnclave enclave, GramineDistribution gramine) {
    List<String> warnings = new ArrayList<>();
    if (settings.debug()) {
      warnings.add("sgx.gramine.debug: the host may read this enclave's memory");
    }
    if (enclave.manifest().enclaveSize() > LARGE_ENCLAVE) {
      warnings.add(
          "an enclave of %d bytes: more than 2^36, which not every processor takes"
              .formatted(enclave.manifest().enclaveSize()));
    }
    if (!Files.isRegularFile(gramine.loader())) {
      warnings.add("no sgx/loader in the package: it is started where Gramine has one");
    }
    return warnings;
  }

  private @Nullable Digest image(LayerBlob layer, Path archive)
      throws IOException, InterruptedException {
    if (choices.base() == null) {
      return null;
    }
    String name = workload.name();
    return new EnclaveImage(images, progress)
        .write(
            choices.base(),
            new EnclaveImage.Top(
                layer, archive, "/" + name, List.of("gramine-sgx", name), "/usr/bin"),
            workload.ports(),
            EnclaveArtifacts.layout(out),
            EnclaveArtifacts.imageArchive(out, name),
            name + ":latest");
  }
}
