package coffer.cli;

import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import coffer.identity.SgxIdentity;
import coffer.identity.WantedIdentity;
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
        collateral.supply(spec.commandLine().getErr()));
  }

  private @Nullable WantedIdentity identity() throws IOException {
    if (wanted == null) {
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
