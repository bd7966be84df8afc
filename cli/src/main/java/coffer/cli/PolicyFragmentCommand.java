package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.Fragment;
import coffer.cce.FragmentImport;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyText;
import coffer.config.GeneratorConfig;
import coffer.fragment.SignedFragment;
import coffer.generate.Compat;
import coffer.generate.PolicyGenerator;
import coffer.json.Json;
import coffer.lint.Finding;
import coffer.lint.Linter;
import coffer.lint.RunChecks;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes, signs and imports fragments with the flags and bytes of `az confcom acifragmentgen`
/// 2.0.1.
@Command(
    name = "fragment",
    description = {
      "Generate a policy fragment, sign it, or print the statement that imports one.",
      "Flags and bytes are those of 'az confcom acifragmentgen' 2.0.1. NAME.rego is written, with a"
          + " key NAME.rego.cose too."
    },
    footer = {
      "",
      "Example: a signed fragment, and the statement for policies that accept it.",
      "  coffer policy fragment --image web:1 --tar web.tar -n web --svn 1 \\",
      "    --feed registry.example.org/web -k key.pem --chain chain.pem",
      "  coffer policy fragment -g -p web.rego.cose --minimum-svn 1",
      "  coffer policy fragment attach web.rego.cose --manifest-tag registry.example.org/web:1"
    },
    subcommands = {PolicyFragmentAttachCommand.class, PolicyFragmentPushCommand.class})
final class PolicyFragmentCommand implements Callable<Integer> {
  @Mixin ContainerSourceOptions source = new ContainerSourceOptions();
  @Mixin PolicyImageOptions images = new PolicyImageOptions();
  @Mixin FragmentSigningOptions signing = new FragmentSigningOptions();
  @Mixin FragmentImportOptions imports = new FragmentImportOptions();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The fragment's Rego package.")
  @Nullable String namespace;

  @Option(names = "--svn", paramLabel = "N", description = "The fragment's security version.")
  @Nullable String svn;

  @Option(names = "--debug-mode", description = "Allow shells; never in production.")
  boolean debugMode;

  @Mixin StdioOptions stdio = new StdioOptions();

  @Option(names = "--omit-id", description = "Leave the images' names out of the fragment.")
  boolean omitId;

  @Option(names = "--outraw", description = "Containers on one line instead of indented.")
  boolean outraw;

  @Option(
      names = "--output-filename",
      paramLabel = "FILE",
      description = "The file to write (default: NAMESPACE.rego).")
  @Nullable String outputFile;

  @Option(names = "--no-print", description = "Do not print the fragment.")
  boolean noPrint;

  @Mixin CompatOption compat = new CompatOption();

  @Mixin RunFindingOptions strictness = new RunFindingOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  private @Nullable String firstImage;

  @Override
  public Integer call() throws Exception {
    try (PolicyImageOptions _ = images) {
      return Compatible.run(this::run);
    }
  }

  private Integer run() throws IOException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    if (imports.generate) {
      return imports.print(out, source.image, images);
    }
    images.check(out);
    stdio.warn(spec.commandLine().getErr());
    String text = fragment().text(!outraw).text();
    findings(text);
    ImageReference target = signing.upload ? target() : null;
    if (target != null) {
      SignedFragment signed = signing.sign(text);
      Descriptor artifact =
          new FragmentRegistry(images.access())
              .attach(signed, file().getFileName() + ".cose", target, Optional.empty());
      spec.commandLine()
          .getErr()
          .println("attached to %s: %s".formatted(target.familiar(), artifact.digest()));
    }
    if (signing.toStandardOutput) {
      System.out.write(signing.sign(text).document().toBytes());
      System.out.flush();
      return ExitCode.OK;
    }
    write(text, out);
    return ExitCode.OK;
  }

  private void check() {
    long sources = source.count();
    imports.check(sources, source.image != null, outputFile != null);
    signing.check();
    if (imports.generate) {
      return;
    }
    if (sources != 1) {
      throw PolicyGroupOptions.failure(
          "one of --image, --input, --with-containers wanted, found " + sources);
    }
    if (namespace == null || svn == null) {
      throw PolicyGroupOptions.failure("--namespace and --svn wanted");
    }
    stdio.check();
  }

  private void findings(String text) throws IOException {
    RunChecks checks = new RunChecks();
    ImageFindings.add(images, checks);
    List<Finding> all = new ArrayList<>(checks.findings());
    if (strictness.strict) {
      all.addAll(Linter.policy("fragment " + namespace, new PolicyText(text)));
    }
    strictness.report(all, spec.commandLine().getErr());
  }

  private Fragment fragment() throws IOException {
    List<FragmentImport> statements = List.of(FragmentImport.INFRASTRUCTURE);
    List<Json.Obj> containers;
    if (source.withContainers.isEmpty()) {
      GroupSettings settings =
          new GroupSettings(
              GroupSettings.Platform.LINUX,
              debugMode,
              stdio.allowed(),
              null,
              true,
              List.of(),
              _ -> true);
      ContainerGroup group =
          source.image == null
              ? configured(settings)
              : PolicySource.single(images.name(source.image), settings);
      statements = group.fragments();
      firstImage = group.containers().getFirst().image();
      containers = generated(group, settings);
    } else {
      containers = source.definitions();
    }
    return new Fragment(String.valueOf(namespace), String.valueOf(svn), statements, containers);
  }

  private ContainerGroup configured(GroupSettings settings) throws IOException {
    Path file = source.input == null ? Path.of("") : source.input;
    try {
      GeneratorConfig config = GeneratorConfig.parse(TextFile.read(file), new ImageNames(Map.of()));
      config.archives().forEach((name, path) -> images.archive(name, Path.of(path)));
      ContainerGroup group = config.group(settings);
      group.containers().forEach(container -> refuseDigest(container.image()));
      return group;
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private void refuseDigest(String name) {
    if (name.contains("@sha256:") && compat.compat() == Compat.V2_0_1) {
      throw new MalformedException(
          "image %s: 2.0.1 takes no digest in --input; name a tag, or use --compat 2.1.1"
              .formatted(name));
    }
  }

  private List<Json.Obj> generated(ContainerGroup group, GroupSettings settings)
      throws IOException {
    PolicyGenerator generator =
        new PolicyGenerator(
            images.catalog(Platform.LINUX_AMD64, spec.commandLine().getErr()), settings);
    return compat.compat().apply(generator.merge(group)).stream()
        .map(container -> omitId ? container.withoutId() : container)
        .map(PolicyContainer::toJson)
        .toList();
  }

  /// What the signed fragment is attached to: the image that was named for it, else the first one.
  private ImageReference target() {
    if (signing.target != null) {
      return RegistryMixin.reference(signing.target);
    }
    if (firstImage == null) {
      throw PolicyGroupOptions.failure(
          "--upload-fragment: --with-containers names no image; give --image-target");
    }
    return RegistryMixin.reference(firstImage);
  }

  private Path file() {
    String name = outputFile == null ? String.valueOf(namespace) : outputFile;
    return Path.of(name.replace(".rego", "") + ".rego");
  }

  private void write(String text, PrintWriter out) throws IOException {
    Path file = file();
    Json.ObjectBuilder result = Json.object().put("rego", text).put("file", file.toString());
    SignedFragment signed = signing.isSigning() ? signing.sign(text) : null;
    write(file, text.getBytes(StandardCharsets.UTF_8));
    if (signed != null) {
      Path cose = Path.of(file + ".cose");
      write(cose, signed.document().toBytes());
      spec.commandLine().getErr().println("signed by " + signed.issuer() + ": " + cose);
      result.put("signedFile", cose.toString()).put("issuer", signed.issuer());
    }
    if (json.json) {
      out.println(result.build().toCompact());
    } else if (!noPrint) {
      out.print(text + "\n");
    }
    out.flush();
  }

  private static void write(Path file, byte[] content) throws IOException {
    NewFile.write(file, out -> out.write(ByteBuffer.wrap(content)));
  }
}
