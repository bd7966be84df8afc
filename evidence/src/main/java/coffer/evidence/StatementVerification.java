package coffer.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Whether a document of Intel's service is authentic: its signer's chain up to a trusted root, not
/// revoked, its signature, and its own time. `id` is the first part of the checks' ids.
record StatementVerification(String id, String name, TrustRoots roots, Instant at) {
  private static final String SIGNER = "SGX TCB Signing";

  List<Check> verify(
      SignedStatement<?> statement, Instant issued, Instant nextUpdate, RevocationList rootCrl) {
    List<Check> checks = new ArrayList<>();
    ChainVerification chain =
        ChainVerification.verify(statement.signer(), roots, at, id + ".chain", name + " ");
    checks.addAll(chain.checks());
    checks.add(PckNames.check(id + ".chain.names", name + " signer", chain.chain(), SIGNER));
    checks.add(Revocation.chain(chain.chain(), List.of(rootCrl), id + ".chain", name + " "));
    boolean valid = statement.isSignatureValid();
    checks.add(
        Check.verified(
            id + ".signature",
            name,
            "signed by its leaf certificate, as it stands",
            valid ? "valid" : "not valid: it was changed",
            valid));
    checks.add(
        Check.verified(
            id + ".validity",
            name + " validity",
            issued + " to " + nextUpdate,
            at.truncatedTo(ChronoUnit.SECONDS).toString(),
            !at.isBefore(issued) && !at.isAfter(nextUpdate)));
    return checks;
  }
}
