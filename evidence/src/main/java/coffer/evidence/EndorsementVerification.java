package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.UvmEndorsement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Whether the endorsement of a utility VM is authentic, and of the VM in the report: its
/// signature, its chain at the time of signing (the signer's certificate lives a year, the VM
/// longer), its issuer and feed, the measurement and the security version number.
final class EndorsementVerification {
  private final UvmEndorsement endorsement;
  private final SnpExpectations.Endorsement expectations;
  private final List<Check> checks = new ArrayList<>();
  private final List<String> notChecked = new ArrayList<>();

  EndorsementVerification(UvmEndorsement endorsement, SnpExpectations.Endorsement expectations) {
    this.endorsement = endorsement;
    this.expectations = expectations;
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }

  List<String> notChecked() {
    return List.copyOf(notChecked);
  }

  EndorsementVerification verify(Bytes measurement) {
    try {
      EndorsementFacts facts = EndorsementFacts.of(endorsement.document());
      signer(facts);
      timestamp(facts);
    } catch (MalformedException e) {
      checks.add(
          Check.verified(
              "endorsement.certificates",
              "endorsement",
              "certificates of its signer",
              String.valueOf(e.getMessage()),
              false));
    }
    content(measurement);
    return this;
  }

  private void signer(EndorsementFacts facts) {
    CertificateChain chain = facts.chain();
    boolean signed = facts.signed();
    checks.add(
        Check.verified(
            "endorsement.signature",
            "endorsement",
            "signed by its leaf certificate",
            signed ? "valid" : "not valid: it was changed",
            signed));
    checks.add(issuer(chain));
    checks.add(path(facts.path()));
    Instant signedAt = endorsement.signingTime();
    if (signedAt == null) {
      notChecked.add("endorsement: it names no signing time, so its chain counts at any time");
      return;
    }
    ChainWindow window = ChainWindow.of(chain);
    checks.add(
        Check.verified(
            "endorsement.time",
            "endorsement signing time",
            window.toString(),
            signedAt.toString(),
            window.contains(signedAt)));
  }

  private Check issuer(CertificateChain chain) {
    UvmIssuer wanted = expectations.issuer();
    boolean named =
        endorsement.issuer().equals(wanted.did()) && endorsement.feed().equals(wanted.feed());
    boolean resolves = wanted.resolves(chain);
    return Check.verified(
        "endorsement.issuer",
        "endorsement issuer and feed",
        wanted.did() + ", feed " + wanted.feed(),
        "%s, feed %s%s"
            .formatted(
                endorsement.issuer(),
                endorsement.feed(),
                resolves ? "" : ", and a chain that is not this issuer's"),
        named && resolves);
  }

  private static Check path(String got) {
    return Check.verified(
        "endorsement.chain",
        "endorsement certificates",
        "each signed by the next, up to the issuer's root",
        got,
        got.equals("valid"));
  }

  private void timestamp(EndorsementFacts facts) {
    String got = facts.timestamp();
    if (got == null) {
      return;
    }
    checks.add(
        Check.verified(
            "endorsement.timestamp",
            "endorsement timestamp",
            "a valid token over the endorsement's signature",
            got,
            got.equals("valid")));
    notChecked.add("timestamp authority: its root is not pinned here");
  }

  private void content(Bytes measurement) {
    checks.add(
        Check.appraised(
            "endorsement.measurement",
            "measurement",
            "as endorsed: " + endorsement.measurement().toHex(),
            measurement.toHex(),
            endorsement.measurement().equals(measurement)));
    Long minimum = expectations.minimumSvn();
    if (minimum == null) {
      notChecked.add(
          "endorsement SVN %d: no minimum was given, so an old utility VM passes"
              .formatted(endorsement.svn()));
      return;
    }
    checks.add(
        Check.appraised(
            "endorsement.svn",
            "endorsement SVN",
            "at least " + minimum,
            Long.toString(endorsement.svn()),
            endorsement.svn() >= minimum));
  }
}
