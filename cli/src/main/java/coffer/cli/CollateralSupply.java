package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.collateral.AmdCertificates;
import coffer.collateral.IntelCollateral;
import coffer.evidence.CertificateChain;
import coffer.evidence.Evidence;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SnpEvidence;
import coffer.snp.SnpReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Completes evidence with collateral from where the user said. Certificates that come with a
/// report are preferred to a server's; collateral of enclaves is taken from the named source, since
/// it ages, and from the evidence when that source fails.
record CollateralSupply(
    @Nullable IntelCollateral intel,
    @Nullable AmdCertificates amd,
    @Nullable SgxCollateral folder,
    boolean offline,
    PrintWriter err) {
  @Nullable CertificateChain chainFor(SnpReport report) throws IOException {
    AmdCertificates service = amd;
    return service == null ? null : understood(() -> service.chain(report));
  }

  /// Collateral that is valid at `at`, where a service has it.
  Evidence complete(Evidence evidence, Instant at) throws IOException {
    return switch (evidence) {
      case SnpEvidence snp -> complete(snp, at);
      case SgxEvidence sgx -> complete(sgx, at);
    };
  }

  private SnpEvidence complete(SnpEvidence evidence, Instant at) {
    AmdCertificates service = amd;
    if (service == null) {
      return evidence;
    }
    try {
      return understood(() -> service.complete(evidence, at));
    } catch (IOException e) {
      err.println("warning: judged without AMD's revocation list: " + e.getMessage());
      return evidence;
    }
  }

  private SgxEvidence complete(SgxEvidence evidence, Instant at) throws IOException {
    if (folder != null) {
      return evidence.withCollateral(folder);
    }
    IntelCollateral service = intel;
    if (service == null) {
      return evidence;
    }
    SgxEvidence bare = new SgxEvidence(evidence.quote(), evidence.pckChain(), null);
    try {
      return understood(() -> service.complete(bare, at));
    } catch (IOException e) {
      if (evidence.collateral() == null) {
        throw e;
      }
      err.println("warning: judged with the evidence's own collateral: " + e.getMessage());
      return evidence;
    }
  }

  private interface Asking<T> {
    T ask() throws IOException;
  }

  /// What a service says and nobody understands is its failure, and not the evidence's.
  private static <T> T understood(Asking<T> asking) throws IOException {
    try {
      return asking.ask();
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// What servers said is kept unless the evidence was not authentic with it; offline, where it
  /// cannot be had again, always.
  void judged(Judgement judgement) throws IOException {
    boolean authentic =
        judgement instanceof Judgement.Judged judged && judged.verdict().authentic();
    if (authentic || offline) {
      return;
    }
    if (intel != null) {
      intel.forget();
    }
    if (amd != null) {
      amd.forget();
    }
  }
}
