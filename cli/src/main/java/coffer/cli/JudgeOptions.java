package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import coffer.identity.SgxIdentity;
import coffer.identity.WantedIdentity;
import coffer.relyingparty.Approval;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Everything that a relying party may say about the evidence it wants.
final class JudgeOptions {
  private static final int LARGEST_LIST = 8 << 20;

  @Mixin TrustOptions trust = new TrustOptions();

  @ArgGroup(exclusive = true)
  @Nullable Wanted wanted;

  /// The identity, in one of three forms.
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

    @Option(
        names = "--approved",
        paramLabel = "FILE",
        description = {
          "Want one of the identities in this signed list,",
          "which 'coffer identity approve' makes."
        })
    @Nullable Path approved;
  }

  @Option(
      names = "--approver",
      paramLabel = "DID",
      description = "Who must have signed --approved, as a did:x509.")
  @Nullable String approver;

  @Mixin BindingOptions binding = new BindingOptions();
  @Mixin GuestOptions guest = new GuestOptions();
  @Mixin EnclaveOptions enclave = new EnclaveOptions();
  @Mixin CollateralOptions collateral = new CollateralOptions();
  @Mixin TokenOptions token = new TokenOptions();

  @Option(
      names = "--allow-debug",
      description = "Accept guests and enclaves whose memory the host may read.")
  boolean debug;

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  EvidenceJudge judge(Binding bound) throws IOException {
    WantedIdentity identity = identity();
    if (trust.developmentRoot) {
      token.trustDevelopmentAuthority();
    }
    SnpExpectations guests =
        guest.expectations(identity == null ? null : identity.hostData(), debug);
    SgxExpectations enclaves = enclave.expectations(enclave(identity), debug);
    return new EvidenceJudge(
        trust.roots(),
        guests,
        enclaves,
        bound,
        token,
        trust.time(),
        collateral.supply(spec.commandLine().getErr()),
        approval());
  }

  private @Nullable Approval approval() throws IOException {
    Path file = wanted == null ? null : wanted.approved;
    if ((file == null) != (approver == null)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--approved and --approver go together",
          "coffer identity approve prints its signer's did:x509");
    }
    if (file == null || approver == null) {
      return null;
    }
    try {
      return Approval.open(EnclaveFiles.bytes(file, LARGEST_LIST), approver, trust.time());
    } catch (MalformedException e) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "%s: %s".formatted(file, e.getMessage()),
          "nothing is judged by a list that nobody answers for");
    }
  }

  private @Nullable WantedIdentity identity() throws IOException {
    if (wanted == null || wanted.approved != null) {
      return null;
    }
    if (wanted.identity != null) {
      byte[] text = Files.readAllBytes(wanted.identity);
      WantedIdentity identity = WantedIdentity.parse(text);
      if (SgxIdentity.isOne(text)) {
        tell(SgxIdentity.parse(text));
      }
      return identity;
    }
    String hex = wanted.hostData == null ? "" : wanted.hostData;
    return new WantedIdentity(HexOption.parse("--host-data", hex, 32), null);
  }

  /// The identity of an enclave package says itself that it is not all.
  private void tell(SgxIdentity identity) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("not bound by this identity:");
    identity.notBound().forEach(text -> err.println("  - " + text));
  }

  private static SgxExpectations.Enclave enclave(@Nullable WantedIdentity identity) {
    WantedIdentity.Enclave known = identity == null ? null : identity.enclave();
    return known == null
        ? SgxExpectations.Enclave.ANY
        : new SgxExpectations.Enclave(
            known.mrEnclave(), known.mrSigner(), known.isvProdId(), known.isvSvn());
  }
}
