package coffer.evidence.token;

import coffer.evidence.Check;
import coffer.evidence.SgxExpectations;
import coffer.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether what a token says is what the caller wants. It looks at values only: without a
/// verification of the same token it means nothing.
record ClaimsAppraisal(List<Check> checks, List<String> notChecked) {
  private static final String TYPE = "x-ms-attestation-type";

  ClaimsAppraisal {
    checks = List.copyOf(checks);
    notChecked = List.copyOf(notChecked);
  }

  /// `simulated` says that the service speaks for simulated hardware, which anybody may endorse.
  static ClaimsAppraisal appraise(
      Json.Obj claims, TokenExpectations wanted, boolean simulated, Instant at) {
    ClaimChecks checks = new ClaimChecks(claims);
    age(checks, wanted.maximumAge(), at);
    if (claims.get("aud").isPresent()) {
      checks.add("claims.audience", "aud", "none, as attestation tokens have it", false);
    }
    boolean guest = wanted.guest().hostData() != null || wanted.measurement() != null;
    boolean enclave =
        wanted.enclave().enclave().mrEnclave() != null
            || wanted.enclave().enclave().mrSigner() != null;
    String type = Claims.string(claims, TYPE).orElse("");
    boolean isGuest = type.equals("sevsnpvm") && (guest || !enclave);
    boolean isEnclave = type.equals("sgx") && (enclave || !guest);
    checks.add(
        "claims.type",
        TYPE,
        guest == enclave ? "sevsnpvm or sgx" : guest ? "sevsnpvm" : "sgx",
        isGuest || isEnclave);
    if (type.equals("sevsnpvm")) {
      GuestClaims.appraise(checks, wanted, simulated);
      TokenFreshness.appraise(checks, wanted, "x-ms-sevsnpvm-reportdata");
    } else if (type.equals("sgx")) {
      EnclaveClaims.appraise(checks, wanted.enclave());
      exactReportData(checks, wanted.enclave().binding());
      TokenFreshness.appraise(checks, wanted, "x-ms-sgx-report-data");
    } else {
      checks.notChecked("everything else: what the token is about is not understood");
    }
    return new ClaimsAppraisal(checks.checks(), checks.notChecked());
  }

  private static void exactReportData(
      ClaimChecks checks, SgxExpectations.@Nullable Binding binding) {
    if (binding instanceof SgxExpectations.Binding.Exact(var wanted)) {
      checks.hex("claims.report_data", "x-ms-sgx-report-data", wanted);
    }
  }

  private static void age(ClaimChecks checks, @Nullable Duration maximum, Instant at) {
    if (maximum == null) {
      checks.notChecked("age: no maximum was given, so a token counts until it expires");
      return;
    }
    Optional<Instant> issued = Claims.time(checks.claims(), "iat");
    String got =
        issued
            .map(time -> "%s, %s before".formatted(time, Duration.between(time, at)))
            .orElse(Claims.text(checks.claims(), "iat"));
    boolean young =
        issued.isPresent() && Duration.between(issued.get(), at).compareTo(maximum) <= 0;
    checks.add("claims.age", "iat", "at most %s before %s".formatted(maximum, at), got, young);
  }
}
