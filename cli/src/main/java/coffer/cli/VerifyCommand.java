package coffer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Judges evidence, and shows every check.
@Command(
    name = "verify",
    description = {
      "Judge evidence: is it authentic, and is it what you want?",
      "EVIDENCE is a folder, a file with an attestation token (JWT), or the URL of a service",
      "that is asked with a fresh nonce.",
      "A folder of a confidential VM has report.bin and chain.pem (leaf first);",
      "host-amd-cert.json, reference-info.cose and security-policy-base64 are judged too",
      "when they are there. A folder of an enclave has quote.dat and Intel's collateral.",
      "A folder may have a token.jwt too.",
      "Exits with 0 when all are trusted, 1 when one is rejected, 3 when one cannot be read."
    },
    footer = {
      "",
      "Example: evidence of a container group whose identity you know, and a token about it.",
      "  coffer verify --identity identity.json evidence/",
      "  coffer verify --identity identity.json --nonce \"$NONCE\" --max-age 5m \\",
      "    --authority https://sharedeus.eus.attest.azure.net token.jwt"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "EVIDENCE",
      description = "Folders of evidence, files with tokens, or URLs of services.")
  List<String> evidence = List.of();

  @Mixin JudgeOptions options = new JudgeOptions();

  @Mixin PageOption page = new PageOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    EvidenceJudge judge = options.judge(options.binding.binding());
    List<Judgement> judgements = new ArrayList<>();
    for (String shown : evidence) {
      judgements.addAll(
          EvidenceClient.isUrl(shown)
              ? Attestation.ask(shown, options).judgements()
              : judge.judge(Path.of(shown)));
    }
    page.write(judgements);
    return show(spec.commandLine().getOut(), judgements, output.json);
  }

  /// Prints all, and returns the exit code that they make.
  static int show(PrintWriter out, List<Judgement> judgements, boolean json) {
    int exitCode = ExitCode.OK;
    for (Judgement judgement : judgements) {
      out.println(json ? judgement.toJson().toCompact() : judgement.toText());
      exitCode = Math.max(exitCode, judgement.exitCode());
    }
    return exitCode;
  }
}
