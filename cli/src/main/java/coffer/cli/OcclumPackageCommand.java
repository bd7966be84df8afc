package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.enclave.OcclumPackage;
import coffer.enclave.PackageRequest;
import coffer.occlum.OcclumDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Builds an enclave package from its parts.
@Command(
    name = "package",
    description = {
      "Build an enclave package from two file systems, a configuration and the library OS.",
      "Writes the package (NAME.tar.gz, for 'occlum run'), the signed library OS, the protected",
      "configuration and identity.json; the same inputs give the same bytes."
    },
    footer = {
      "",
      "Example: what 'occlum build' and 'occlum package' do in an instance.",
      "  coffer occlum package --rootfs image --initfs initfs --config Occlum.json \\",
      "    --libos /opt/occlum/build/lib/libocclum-libos.so.0.31.0 --key key.pem \\",
      "    --date 20260101 --out package"
    })
final class OcclumPackageCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  @Option(
      names = "--rootfs",
      required = true,
      paramLabel = "DIR|TAR",
      description = "The service's file system, a folder or an uncompressed tar.")
  Path rootfs = Path.of("");

  @Option(
      names = "--initfs",
      required = true,
      paramLabel = "DIR|TAR",
      description = "That of the program that mounts it.")
  Path initfs = Path.of("");

  @Mixin OcclumConfigFile config = new OcclumConfigFile();

  @Option(
      names = "--libos",
      required = true,
      paramLabel = "FILE",
      description = "The library OS, libocclum-libos.so.VERSION, not signed.")
  Path libos = Path.of("");

  @Option(
      names = "--pal",
      arity = "1..*",
      paramLabel = "FILE",
      description = "libocclum-pal.so* for the package (default: left to where it is started).")
  List<Path> pal = List.of();

  @Option(names = "--name", description = "The package's name (default: occlum_instance).")
  String name = "occlum_instance";

  @Mixin EnclaveKeyOptions key = new EnclaveKeyOptions();
  @Mixin SigningDateOption date = new SigningDateOption();
  @Mixin EnclaveToolOptions tool = new EnclaveToolOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of the results: new, empty, or of an earlier package.")
  Path out = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (!NAME.matcher(name).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--name: letters, digits, '.', '_' and '-' wanted, found '" + name + "'",
          "");
    }
    PackageRequest request = request();
    if (config.strict && request.config().config().metadata().debuggable()) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          config.file + ": metadata.debuggable: the host may read this enclave's memory",
          "say false, or leave out --strict");
    }
    OcclumPackage built =
        OcclumPackage.build(
            request,
            OcclumPackage.files(rootfs),
            initfs,
            out,
            step -> spec.commandLine().getErr().println(step));
    new EnclaveIdentityText(spec.commandLine()).print(built, output.json);
    return ExitCode.OK;
  }

  private PackageRequest request() throws IOException {
    OcclumDocument document = config.read(spec.commandLine().getErr());
    try {
      return new PackageRequest(
          name,
          document,
          Bytes.of(Files.readAllBytes(config.file)),
          config.edmm.wanted(),
          libos,
          pal,
          key.signer(),
          date.date(),
          tool.sdk(),
          tool.tolerated());
    } catch (MalformedException e) {
      throw e.within(config.file.toString());
    }
  }
}
