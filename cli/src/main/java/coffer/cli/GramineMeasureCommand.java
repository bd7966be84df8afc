package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.gramine.GramineEnclave;
import coffer.json.Json;
import coffer.sgx.enclave.SigStruct;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints MRENCLAVE of an expanded manifest.
@Command(
    name = "measure",
    description = {
      "Print MRENCLAVE of an expanded Gramine manifest, computed from its pages.",
      "Exits with 1 when --sig is given and says something else."
    },
    footer = {
      "",
      "Example: whether a package is what its signature says.",
      "  coffer gramine measure operator.manifest.sgx --libpal libpal.so --sig operator.sig"
    })
final class GramineMeasureCommand implements Callable<Integer> {
  @Parameters(
      arity = "1",
      paramLabel = "MANIFEST",
      description = "NAME.manifest.sgx, every file with its hash.")
  Path manifest = Path.of("");

  @Option(
      names = "--libpal",
      required = true,
      paramLabel = "FILE",
      description = "Gramine's libpal.so for SGX.")
  Path libpal = Path.of("");

  @Option(names = "--sig", paramLabel = "FILE", description = "The signature to compare with.")
  @Nullable Path sig;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    GramineEnclave enclave = GramineManifestFile.enclave(manifest, libpal);
    SigStruct signed = sig == null ? null : sigStruct(sig);
    List<String> problems = signed == null ? List.of() : enclave.problems(signed);
    PrintWriter out = spec.commandLine().getOut();
    if (output.json) {
      Json.ObjectBuilder json = GramineText.json(enclave, enclave.body(LocalDate.EPOCH));
      if (signed != null) {
        json.put("mrsigner", signed.mrSigner().toHex())
            .put("verified", problems.isEmpty())
            .put("findings", Json.strings(problems));
      }
      out.println(json.build().toCompact());
    } else {
      out.println(enclave.measurement().mrEnclave().toHex());
    }
    problems.forEach(problem -> spec.commandLine().getErr().println("finding: " + problem));
    return problems.isEmpty() ? ExitCode.OK : ExitCode.REJECTED;
  }

  private static SigStruct sigStruct(Path file) throws IOException {
    try {
      return SigStruct.parse(EnclaveFiles.bytes(file, 1 << 20));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }
}
