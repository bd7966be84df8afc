package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SgxExpectations;
import coffer.identity.Identity;
import coffer.identity.SgxIdentity;
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
    byte[] identity = identity();
    EvidenceJudge judge =
        new EvidenceJudge(
            trust.roots(),
            binding.bind(guest.expectations(hostData(identity), debug)),
            binding.bind(enclave.expectations(known(identity), debug)),
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

  /// The file that says who is wanted; empty when there is none.
  private byte[] identity() throws IOException {
    return wanted == null || wanted.identity == null
        ? new byte[0]
        : Files.readAllBytes(wanted.identity);
  }

  /// What the file of an enclave package tells, which is said not to be all.
  private SgxExpectations.Enclave known(byte[] identity) {
    if (identity.length == 0 || !SgxIdentity.isOne(identity)) {
      return SgxExpectations.Enclave.ANY;
    }
    SgxIdentity known = SgxIdentity.parse(identity);
    PrintWriter err = spec.commandLine().getErr();
    err.println("not bound by this identity:");
    known.notBound().forEach(text -> err.println("  - " + text));
    return new SgxExpectations.Enclave(
        known.mrEnclave(), known.mrSigner(), known.isvProdId(), known.isvSvn());
  }

  private @Nullable Bytes hostData(byte[] identity) {
    if (wanted == null) {
      return null;
    }
    if (wanted.identity != null) {
      return SgxIdentity.isOne(identity) ? null : Identity.parse(identity).hostData();
    }
    return HexOption.parse("--host-data", wanted.hostData == null ? "" : wanted.hostData, 32);
  }
}
