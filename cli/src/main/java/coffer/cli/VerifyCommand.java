package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SgxExpectations;
import coffer.identity.Identity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Judges folders of evidence, and shows every check.
@Command(
    name = "verify",
    description = {
      "Judge evidence: is it authentic, and is it what you want?",
      "A FOLDER of a confidential VM has report.bin and chain.pem (leaf first);",
      "host-amd-cert.json, reference-info.cose and security-policy-base64 are judged too",
      "when they are there. A FOLDER of an enclave has quote.dat and Intel's collateral.",
      "Exits with 0 when all are trusted, 1 when one is rejected, 3 when one cannot be read."
    },
    footer = {
      "",
      "Example: evidence of a container group whose identity you know.",
      "  coffer verify --identity identity.json evidence/"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Folders of evidence.")
  List<Path> folders = List.of();

  @Mixin TrustOptions trust = new TrustOptions();

  @ArgGroup(exclusive = true)
  @Nullable Wanted wanted;

  /// The identity, in one of two forms.
  static final class Wanted {
    @Option(
        names = "--host-data",
        paramLabel = "HEX",
        description = "Want this identity: the policy's SHA-256.")
    @Nullable String hostData;

    @Option(
        names = "--identity",
        paramLabel = "FILE",
        description = "Want the identity in this identity.json.")
    @Nullable Path identity;
  }

  @Mixin BindingOptions binding = new BindingOptions();
  @Mixin GuestOptions guest = new GuestOptions();
  @Mixin EnclaveOptions enclave = new EnclaveOptions();
  @Mixin CollateralOptions collateral = new CollateralOptions();

  @Option(
      names = "--allow-debug",
      description = "Accept guests and enclaves whose memory the host may read.")
  boolean debug;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    EvidenceJudge judge =
        new EvidenceJudge(
            trust.roots(),
            binding.bind(guest.expectations(hostData(), debug)),
            binding.bind(enclave.expectations(SgxExpectations.Enclave.ANY, debug)),
            trust.time(),
            collateral.supply(spec.commandLine().getErr()));
    PrintWriter out = spec.commandLine().getOut();
    int exitCode = ExitCode.OK;
    for (Path folder : folders) {
      Judgement judgement = judge.judge(folder);
      out.println(output.json ? judgement.toJson().toCompact() : judgement.toText());
      exitCode = Math.max(exitCode, judgement.exitCode());
    }
    return exitCode;
  }

  private @Nullable Bytes hostData() throws IOException {
    if (wanted == null) {
      return null;
    }
    if (wanted.identity != null) {
      return Identity.parse(Files.readAllBytes(wanted.identity)).hostData();
    }
    return HexOption.parse("--host-data", wanted.hostData == null ? "" : wanted.hostData, 32);
  }
}
