package coffer.cli;

import coffer.bytes.Bytes;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.host.Group;
import coffer.identity.Identity;
import coffer.json.Json;
import coffer.simulator.DevelopmentRoot;
import coffer.skr.GuestEvidence;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The proof of a confidential container: a report with its policy's digest.
record GuestProof(Identity wanted) implements Proof {
  private static DevelopmentRoot root() throws IOException {
    return DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv()));
  }

  @Override
  public String hardware() throws IOException {
    root();
    return "simulated SEV-SNP, development root";
  }

  @Override
  public String permission() {
    return "allowed by the policy";
  }

  @Override
  public Verdict judge(Group group, OutputFiles output) throws IOException {
    Challenge challenge = Challenge.fresh();
    Bytes runtimeData = challenge.runtimeData();
    GuestEvidence shown = group.attest(runtimeData);
    byte[] chain = shown.chainPem().getBytes(StandardCharsets.ISO_8859_1);
    output.writeWhole("evidence/report.bin", shown.report().toArray());
    output.writeWhole("evidence/chain.pem", chain);
    output.writeWhole("evidence/runtime-data.json", runtimeData.toArray());
    SnpExpectations expectations =
        SnpExpectations.strict()
            .withHostData(wanted.hostData())
            .withNonce(runtimeData, challenge.nonce());
    return Proof.keep(
        new SnpVerifier(TrustRoots.amd().withDevelopmentRoot(root().certificate()))
            .verify(
                SnpEvidence.parse(shown.report().toArray(), chain), expectations, Instant.now()),
        output);
  }

  @Override
  public Json identity() {
    return wanted.toJson();
  }

  @Override
  public void print(PrintWriter out, PrintWriter err) {
    out.println("identity  host_data " + wanted.hostData().toHex());
  }
}
