package coffer.relyingparty;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import coffer.evidence.Check;
import coffer.evidence.Evidence;
import coffer.evidence.FragmentSignature;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SnpEvidence;
import coffer.evidence.Verdict;
import coffer.evidence.token.AttestationToken;
import coffer.identity.ApprovedIdentities;
import coffer.identity.ApprovedIdentities.Entry;
import coffer.json.Json;
import coffer.sgx.quote.EnclaveReport;
import coffer.sgx.quote.SgxQuote;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/// A list of approved identities whose signature holds: whoever runs one of them is let in.
///
/// The list is a COSE_Sign1 document (RFC 9052) with the signer's certificates, and the caller says
/// as a did:x509 who may approve. An evidence is judged as if its own entry were the only identity
/// that is wanted; without an entry that is a finding.
///
/// @param approver the did:x509 of whoever signed
public record Approval(ApprovedIdentities identities, String approver) {
  private static final String FIELD = "approved identity";
  private static final long CONTENT_TYPE = 3;

  /// Opens a list.
  ///
  /// @param approver a did:x509 that the signer's certificates must be those of
  /// @param at the time for which the list must not have expired
  /// @throws MalformedException when it is no such list, another's, changed, or expired, or a
  ///   certificate is not valid at that time
  public static Approval open(byte[] cose, String approver, Instant at) {
    CoseSign1 document = CoseSign1.parse(cose);
    Optional<String> problem = FragmentSignature.problem(document, approver);
    if (approver.isEmpty() || problem.isPresent()) {
      throw new MalformedException(problem.orElse("the approver's did:x509 wanted"));
    }
    String type =
        document.protectedHeaders().get(CONTENT_TYPE).map(Cbor::asText).orElse("no content type");
    if (!type.equals(ApprovedIdentities.CONTENT_TYPE)) {
      throw new MalformedException(
          "content type %s wanted, found %s".formatted(ApprovedIdentities.CONTENT_TYPE, type));
    }
    ApprovedIdentities identities = ApprovedIdentities.parse(document.payload().toArray());
    if (!at.isBefore(identities.expires())) {
      throw new MalformedException("expired at %s, before %s".formatted(identities.expires(), at));
    }
    requireValid(document, at);
    return new Approval(identities, approver);
  }

  private static void requireValid(CoseSign1 document, Instant at) {
    for (X509Certificate certificate : FragmentSignature.chain(document)) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      if (at.isBefore(from) || at.isAfter(until)) {
        throw new MalformedException(
            "certificate %s: valid from %s to %s, not at %s"
                .formatted(certificate.getSubjectX500Principal(), from, until, at));
      }
    }
  }

  /// Judges as `party` does, but for the identity, which is one of these.
  public Verdict judge(RelyingParty party, Evidence evidence, Instant at) {
    Optional<Entry> entry = entryOf(evidence);
    return entry
        .map(found -> party.withIdentity(found.identity()))
        .orElse(party)
        .judge(evidence, at)
        .with(check(entry));
  }

  /// Judges as `party` does, but for the identity, which is one of these.
  public Verdict judge(RelyingParty party, AttestationToken token, Instant at) {
    Optional<Entry> entry = entryOf(token.claims());
    return entry
        .map(found -> party.withIdentity(found.identity()))
        .orElse(party)
        .judge(token, at)
        .with(check(entry));
  }

  private Check check(Optional<Entry> entry) {
    return Check.appraised(
        "identity.approved",
        FIELD,
        "one of %,d approved by %s".formatted(identities.identities().size(), approver),
        entry.map(Entry::name).orElse("none of them"),
        entry.isPresent());
  }

  private Optional<Entry> entryOf(Evidence evidence) {
    return switch (evidence) {
      case SnpEvidence snp -> identities.ofGuest(snp.report().body().hostData());
      case SgxEvidence sgx ->
          sgx.quote() instanceof SgxQuote quote ? entryOf(quote.report()) : Optional.empty();
    };
  }

  private Optional<Entry> entryOf(EnclaveReport report) {
    return identities.ofEnclave(
        report.mrEnclave(), report.mrSigner(), report.isvProdId(), report.isvSvn());
  }

  /// By claims that nobody has verified yet: they choose what is then wanted of them.
  private Optional<Entry> entryOf(Json.Obj claims) {
    try {
      if (claims.get("x-ms-sgx-mrenclave").isPresent()) {
        return identities.ofEnclave(
            Bytes.parseHex(claims.string("x-ms-sgx-mrenclave")),
            Bytes.parseHex(claims.string("x-ms-sgx-mrsigner")),
            Math.toIntExact(claims.number("x-ms-sgx-product-id")),
            Math.toIntExact(claims.number("x-ms-sgx-svn")));
      }
      return identities.ofGuest(Bytes.parseHex(claims.string("x-ms-sevsnpvm-hostdata")));
    } catch (MalformedException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
