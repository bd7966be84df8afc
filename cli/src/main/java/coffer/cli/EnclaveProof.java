package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SgxEvidence;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.host.Group;
import coffer.identity.SgxIdentity;
import coffer.identity.WantedIdentity;
import coffer.json.Json;
import coffer.relyingparty.RelyingParty;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.snp.ReportData;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;

/// The proof of an enclave: a quote with its package's identity, beside collateral of the
/// development root.
record EnclaveProof(SgxIdentity wanted) implements Proof {
  private static SgxDevelopmentRoot root() throws IOException {
    return SgxDevelopmentRoot.loadOrCreate(SgxDevelopmentRoot.folder(System.getenv()));
  }

  @Override
  public String hardware() throws IOException {
    root();
    return "simulated SGX, development root";
  }

  @Override
  public String permission() {
    return "from the files of the package";
  }

  @Override
  public Verdict judge(Group group, OutputFiles output) throws IOException {
    Challenge challenge = Challenge.fresh();
    Bytes quote = group.quote(ReportData.of(challenge.runtimeData().toArray()));
    SgxDevelopmentRoot root = root();
    Instant now = Instant.now();
    SgxEvidence evidence =
        SgxEvidence.parse(quote.toArray())
            .withCollateral(
                SimulatedCollateral.of(SimulatedSgxPlatform.standard(), now).sign(root));
    EvidenceOutput.write(output.folder().resolve("evidence"), evidence);
    output.writeWhole("evidence/" + EvidenceJudge.RUNTIME_DATA, challenge.runtimeData().toArray());
    RelyingParty party =
        RelyingParty.wanting(WantedIdentity.parse(wanted.toBytes()))
            .trusting(TrustRoots.hardware().withDevelopmentRoot(root.certificate()))
            .boundTo(challenge.runtimeData(), challenge.nonce());
    if (wanted.debug()) {
      party = party.withEnclave(party.enclave().withDebugAllowed());
    }
    return Proof.keep(party.judge(evidence, now), output);
  }

  @Override
  public Json identity() {
    return wanted.toJson();
  }

  @Override
  public void print(PrintWriter out, PrintWriter err) {
    new EnclaveIdentityText(out, err).identity(wanted);
  }
}
