package coffer.evidence.token;

import coffer.bytes.Bytes;
import coffer.evidence.SnpExpectations;
import coffer.json.Json;
import coffer.snp.GuestPolicy;
import coffer.snp.SnpProduct;
import coffer.snp.TcbPart;
import coffer.snp.TcbVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The claims of a confidential VM, whose names begin with `x-ms-sevsnpvm-` (Microsoft Azure
/// Attestation, claim sets).
final class GuestClaims {
  private static final String PREFIX = "x-ms-sevsnpvm-";
  private static final String MEASUREMENT = PREFIX + "launchmeasurement";
  private static final String ENDORSEMENT = PREFIX + "uvm-endorsement";

  private GuestClaims() {}

  static void appraise(ClaimChecks checks, TokenExpectations wanted, boolean simulated) {
    SnpExpectations guest = wanted.guest();
    compliance(checks, wanted.compliance());
    checks.off("claims.debug", PREFIX + "is-debuggable", guest.launch().debugAllowed());
    checks.off("claims.migration", PREFIX + "migration-allowed", guest.launch().migrationAllowed());
    policy(checks, guest.launch());
    checks.equal("claims.vmpl", PREFIX + "vmpl", Integer.toUnsignedLong(guest.launch().vmpl()));
    Bytes hostData = guest.hostData();
    if (hostData == null) {
      checks.notChecked("host_data: no identity was given, so any policy passes");
    }
    checks.hex("claims.host_data", PREFIX + "hostdata", hostData);
    checks.hex("claims.measurement", MEASUREMENT, wanted.measurement());
    minimumTcb(checks, guest.minimumTcb());
    endorsement(checks, guest.endorsement(), wanted.measurement() != null, simulated);
  }

  private static void compliance(ClaimChecks checks, Set<String> accepted) {
    String claim = "x-ms-compliance-status";
    if (accepted.isEmpty()) {
      checks.notChecked("compliance: whether the service calls the platform compliant");
      return;
    }
    String found = Claims.string(checks.claims(), claim).orElse("");
    checks.add(
        "claims.compliance",
        claim,
        String.join(" or ", new TreeSet<>(accepted)),
        accepted.contains(found));
  }

  /// Of the policy's bits a token tells debug, migration and SMT.
  private static void policy(ClaimChecks checks, SnpExpectations.Launch launch) {
    if (launch.forbidden().contains(GuestPolicy.Flag.SMT)) {
      checks.off("claims.smt", PREFIX + "smt-allowed", false);
    }
    Set<GuestPolicy.Flag> untold = new TreeSet<>(launch.required());
    untold.addAll(launch.forbidden());
    untold.remove(GuestPolicy.Flag.SMT);
    if (!untold.isEmpty()) {
      checks.add(
          "claims.policy", "policy", untold + " as wanted", "a token does not tell them", false);
    }
  }

  private static void minimumTcb(ClaimChecks checks, Map<SnpProduct, TcbVersion> minimum) {
    if (minimum.isEmpty()) {
      checks.notChecked("minimum TCB: none was given, so old firmware passes");
      return;
    }
    if (minimum.size() > 1) {
      checks.add(
          "claims.minimum_tcb",
          "TCB",
          "the minimum for one product",
          "minima for " + new TreeSet<>(minimum.keySet()) + ", and a token does not say which",
          false);
      return;
    }
    minimum.forEach(
        (product, tcb) ->
            tcb.parts(product)
                .forEach(
                    (part, svn) ->
                        checks.atLeast("claims.minimum_tcb", PREFIX + name(part) + "-svn", svn)));
  }

  private static String name(TcbPart part) {
    return switch (part) {
      case BOOTLOADER -> "bootloader";
      case TEE -> "tee";
      case SNP -> "snpfw";
      case MICROCODE -> "microcode";
      case FMC -> "fmc";
    };
  }

  private static void endorsement(
      ClaimChecks checks, SnpExpectations.Endorsement wanted, boolean measured, boolean simulated) {
    Optional<Json.Obj> shown = Claims.object(checks.claims(), ENDORSEMENT);
    if (shown.isEmpty()) {
      if (wanted.required() || checks.claims().get(ENDORSEMENT).isPresent()) {
        checks.add("claims.endorsement", ENDORSEMENT, "one of " + wanted.issuer().feed(), false);
      } else if (!measured) {
        checks.notChecked("measurement: the token tells of no endorsement of the utility VM");
      }
      return;
    }
    if (simulated) {
      checks.notChecked("endorsement issuer: whoever endorsed the simulated utility VM passes");
    } else {
      endorser(checks, wanted);
    }
    Optional<String> endorsed = Claims.string(shown.get(), MEASUREMENT);
    Optional<String> found = Claims.string(checks.claims(), MEASUREMENT);
    checks.add(
        "claims.endorsement_measurement",
        MEASUREMENT,
        "as endorsed: " + Claims.text(shown.get(), MEASUREMENT),
        endorsed.isPresent() && found.isPresent() && endorsed.get().equalsIgnoreCase(found.get()));
    svn(checks, shown.get(), wanted);
  }

  private static void endorser(ClaimChecks checks, SnpExpectations.Endorsement wanted) {
    String name = ENDORSEMENT + "-headers";
    Json.Obj headers = Claims.object(checks.claims(), name).orElse(Json.object().build());
    boolean same =
        Claims.string(headers, "iss").orElse("").equals(wanted.issuer().did())
            && Claims.string(headers, "feed").orElse("").equals(wanted.issuer().feed());
    checks.add(
        "claims.endorsement_issuer",
        name,
        wanted.issuer().did() + ", feed " + wanted.issuer().feed(),
        Claims.text(headers, "iss") + ", feed " + Claims.text(headers, "feed"),
        same);
  }

  /// The endorsement's version is text in a token.
  private static void svn(
      ClaimChecks checks, Json.Obj endorsement, SnpExpectations.Endorsement wanted) {
    String found = Claims.string(endorsement, PREFIX + "guestsvn").orElse("none as text");
    Long minimum = wanted.minimumSvn();
    if (minimum == null) {
      checks.notChecked(
          "endorsement SVN %s: no minimum was given, so an old utility VM passes".formatted(found));
      return;
    }
    boolean enough = found.matches("[0-9]{1,18}") && Long.parseLong(found) >= minimum;
    checks.add("claims.endorsement_svn", ENDORSEMENT, "at least " + minimum, found, enough);
  }
}
