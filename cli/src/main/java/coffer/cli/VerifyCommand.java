package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.EvidenceFolder;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpFacts;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoot;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.identity.Identity;
import coffer.simulator.DevelopmentRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
      "Judge SEV-SNP evidence: is it authentic, and is it what you want?",
      "Each FOLDER has report.bin and chain.pem (leaf first); host-amd-cert.json,",
      "reference-info.cose and security-policy-base64 are judged too when they are there.",
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

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Judge for this time (RFC 3339) instead of now.")
  @Nullable String at;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "Trust this root certificate (PEM) besides AMD's.")
  @Nullable Path root;

  @Option(
      names = "--allow-development-root",
      description = "Accept simulated hardware; such a verdict proves nothing about hardware.")
  boolean developmentRoot;

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

  @Option(
      names = "--runtime-data",
      paramLabel = "FILE",
      description = "Want the report to be bound to the bytes of this file.")
  @Nullable Path runtimeData;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "Want this text in the runtime data; alone, it is the runtime data.")
  @Nullable String nonce;

  @Option(
      names = "--minimum-uvm-svn",
      paramLabel = "N",
      description = "Want an endorsed utility VM of at least this version (production: 100).")
  @Nullable Long minimumUvmSvn;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    SnpVerifier verifier = new SnpVerifier(roots());
    SnpExpectations expectations = expectations();
    Instant time = time();
    PrintWriter out = spec.commandLine().getOut();
    int exitCode = ExitCode.OK;
    for (Path folder : folders) {
      Judgement judgement = judge(folder, verifier, expectations, time);
      out.println(output.json ? judgement.toJson().toCompact() : judgement.toText());
      exitCode = Math.max(exitCode, judgement.exitCode());
    }
    return exitCode;
  }

  private static Judgement judge(
      Path folder, SnpVerifier verifier, SnpExpectations expectations, Instant time)
      throws IOException {
    try {
      SnpEvidence evidence = EvidenceFolder.load(folder);
      Verdict verdict = verifier.verify(evidence, expectations, time);
      return new Judgement.Judged(folder, verdict, SnpFacts.of(evidence));
    } catch (MalformedException e) {
      return new Judgement.Unreadable(folder, String.valueOf(e.getMessage()));
    }
  }

  private Instant time() {
    if (at == null) {
      return Instant.now();
    }
    try {
      return OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--at: '" + at + "' is no time", "for example 2026-08-01T00:00:00Z");
    }
  }

  private TrustRoots roots() throws IOException {
    TrustRoots roots = TrustRoots.amd();
    if (root != null) {
      X509Certificate certificate = CertificateChain.parse(Files.readAllBytes(root)).leaf();
      boolean development = developmentRoot && TrustRoot.isMarked(certificate);
      return development ? roots.withDevelopmentRoot(certificate) : roots.withRoot(certificate);
    }
    if (developmentRoot) {
      Path folder = DevelopmentRoot.folder(System.getenv());
      return roots.withDevelopmentRoot(DevelopmentRoot.loadCertificate(folder));
    }
    return roots;
  }

  private SnpExpectations expectations() throws IOException {
    SnpExpectations expectations = SnpExpectations.strict();
    if (wanted != null) {
      expectations = expectations.withHostData(hostData(wanted));
    }
    Bytes data = runtimeData();
    if (data != null) {
      expectations =
          nonce == null ? expectations.withRuntimeData(data) : expectations.withNonce(data, nonce);
    }
    return minimumUvmSvn == null
        ? expectations
        : expectations.withEndorsement(SnpExpectations.Endorsement.atLeast(minimumUvmSvn));
  }

  private static Bytes hostData(Wanted wanted) throws IOException {
    if (wanted.identity != null) {
      return Identity.parse(Files.readAllBytes(wanted.identity)).hostData();
    }
    String hex = wanted.hostData == null ? "" : wanted.hostData;
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new CommandFailure(
          ExitCode.USAGE, "--host-data: 64 hex digits wanted, found '" + hex + "'", "");
    }
    return Bytes.parseHex(hex);
  }

  private @Nullable Bytes runtimeData() throws IOException {
    if (runtimeData != null) {
      return Bytes.of(Files.readAllBytes(runtimeData));
    }
    return nonce == null ? null : Bytes.of(nonce.getBytes(StandardCharsets.UTF_8));
  }
}
