package coffer.evidence;

import coffer.bytes.MalformedException;
import coffer.sgx.collateral.PckExtensions;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.TcbInfo;
import coffer.sgx.collateral.TcbStatus;
import coffer.sgx.quote.Quote;
import coffer.sgx.quote.SgxQuote;
import coffer.sgx.quote.UnsupportedQuote;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a quote is authentic, in the order of Intel's quote verification library: the platform's
/// chain and the revocation lists, TCB info, QE identity, how the three fit the quote, and the
/// signatures inside it. Unlike the library it asks for both ends of every validity, and never
/// stops at the first finding.
///
/// `tcb` is empty when there is nothing to evaluate it from.
record SgxVerification(String root, List<Check> checks, Optional<TcbEvaluation> tcb) {
  SgxVerification {
    checks = List.copyOf(checks);
  }

  static SgxVerification verify(SgxEvidence evidence, TrustRoots roots, Instant at) {
    return switch (evidence.quote()) {
      case UnsupportedQuote other -> unsupported(other);
      case SgxQuote quote -> new Run(quote, evidence, roots, at).verify();
    };
  }

  private static SgxVerification unsupported(Quote quote) {
    Check version =
        Check.verified(
            "quote.version",
            "quote version",
            "3, of an SGX enclave",
            "%d, of %s: not supported"
                .formatted(quote.header().version(), quote.header().teeName()),
            false);
    return new SgxVerification("none", List.of(version), Optional.empty());
  }

  /// One verification; collects its checks.
  private static final class Run {
    private final SgxQuote quote;
    private final @Nullable CertificateChain pckChain;
    private final @Nullable SgxCollateral collateral;
    private final TrustRoots roots;
    private final Instant at;
    private final List<Check> checks = new ArrayList<>();

    Run(SgxQuote quote, SgxEvidence evidence, TrustRoots roots, Instant at) {
      this.quote = quote;
      this.pckChain = evidence.pckChain();
      this.collateral = evidence.collateral();
      this.roots = roots;
      this.at = at;
    }

    SgxVerification verify() {
      ChainVerification platform = pckChain == null ? null : platform(pckChain);
      X509Certificate pck = platform == null ? null : platform.chain().leaf();
      PckExtensions extensions = pck == null ? null : extensions(pck);
      if (platform == null) {
        missing(
            "chain.present",
            "PCK certificate",
            "a chain in the quote or beside it",
            "none: certification data is " + quote.signatureData().certificationData().name());
      }
      Optional<TcbEvaluation> tcb = Optional.empty();
      if (collateral == null) {
        missing(
            "collateral.present",
            "collateral",
            "TCB info, QE identity and two revocation lists",
            "not all of them");
      } else {
        statements(collateral);
        if (extensions != null) {
          fit(collateral.tcbInfo().value(), extensions);
        }
        checks.addAll(
            QeReportIdentity.verify(
                quote.signatureData().qeReport(), collateral.qeIdentity().value()));
      }
      checks.addAll(QuoteSignatures.verify(quote, pck));
      if (collateral != null && extensions != null) {
        TcbEvaluation evaluation = evaluate(collateral, extensions);
        checks.add(level(evaluation));
        tcb = Optional.of(evaluation);
      }
      return new SgxVerification(platform == null ? "none" : platform.rootName(), checks, tcb);
    }

    private ChainVerification platform(CertificateChain chain) {
      ChainVerification verification = ChainVerification.verify(chain, roots, at);
      checks.addAll(verification.checks());
      checks.add(PckNames.pck(verification.chain()));
      if (collateral != null) {
        List<X509Certificate> ordered = verification.chain().certificates();
        X509Certificate issuer = ordered.get(Math.min(1, ordered.size() - 1));
        RevocationList rootCrl = collateral.rootCrl();
        RevocationList pckCrl = collateral.pckCrl();
        checks.addAll(Revocation.list(rootCrl, ordered.getLast(), at, "crl.root", "root CA CRL"));
        checks.addAll(Revocation.list(pckCrl, issuer, at, "crl.pck", "PCK CRL"));
        checks.add(Revocation.chain(verification.chain(), List.of(rootCrl, pckCrl), "chain", ""));
      }
      return verification;
    }

    private @Nullable PckExtensions extensions(X509Certificate pck) {
      try {
        return PckExtensions.read(pck);
      } catch (MalformedException e) {
        missing(
            "chain.extensions",
            "PCK certificate",
            "the extensions of a PCK certificate",
            e.getMessage());
        return null;
      }
    }

    private void statements(SgxCollateral shown) {
      TcbInfo info = shown.tcbInfo().value();
      checks.addAll(
          new StatementVerification("tcb_info", "TCB info", roots, at)
              .verify(shown.tcbInfo(), info.issueDate(), info.nextUpdate(), shown.rootCrl()));
      QeIdentity identity = shown.qeIdentity().value();
      checks.addAll(
          new StatementVerification("qe_identity", "QE identity", roots, at)
              .verify(
                  shown.qeIdentity(),
                  identity.issueDate(),
                  identity.nextUpdate(),
                  shown.rootCrl()));
      checks.add(equal("tcb_info.kind", "TCB info id", TcbInfo.SGX, info.id()));
      checks.add(equal("qe_identity.kind", "QE identity id", QeIdentity.QE, identity.id()));
    }

    private void fit(TcbInfo info, PckExtensions extensions) {
      checks.add(
          equal("tcb_info.fmspc", "FMSPC", extensions.fmspc().toHex(), info.fmspc().toHex()));
      checks.add(
          equal("tcb_info.pce_id", "PCE id", extensions.pceId().toHex(), info.pceId().toHex()));
    }

    private TcbEvaluation evaluate(SgxCollateral shown, PckExtensions extensions) {
      return TcbEvaluation.of(
          shown.tcbInfo().value(),
          shown.qeIdentity().value(),
          extensions.tcb(),
          quote.signatureData().qeReport().isvSvn());
    }

    /// A revoked level is no matter of taste: who has its keys signs what he likes.
    private static Check level(TcbEvaluation evaluation) {
      Optional<TcbStatus> status = evaluation.status();
      return Check.verified(
          "tcb.level",
          "TCB level",
          "one that Intel lists and did not revoke",
          evaluation.describe(),
          status.isPresent() && status.get() != TcbStatus.REVOKED);
    }

    private void missing(String id, String field, String wanted, String got) {
      checks.add(Check.verified(id, field, wanted, got, false));
    }

    private static Check equal(String id, String field, String wanted, String got) {
      return Check.verified(id, field, wanted, got, wanted.equals(got));
    }
  }
}
