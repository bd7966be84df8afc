package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.snp.GuestPolicy;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReportBody;
import coffer.snp.TcbVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether what a report says is what the caller wants. It looks at values only: without a
/// verification of the same report it means nothing.
record SnpAppraisal(List<Check> checks, List<String> notChecked) {
  SnpAppraisal {
    checks = List.copyOf(checks);
    notChecked = List.copyOf(notChecked);
  }

  /// `product` is the verified one; null when verification found none.
  static SnpAppraisal appraise(
      SnpEvidence evidence, @Nullable SnpProduct product, SnpExpectations expectations) {
    SnpReportBody body = evidence.report().body();
    List<Check> checks = new ArrayList<>();
    List<String> notChecked = new ArrayList<>();
    guest(body, expectations, checks);
    identity(body, expectations, checks, notChecked);
    policyText(evidence, checks);
    freshness(body, expectations, checks, notChecked);
    minimumTcb(body, product, expectations, checks, notChecked);
    return new SnpAppraisal(checks, notChecked);
  }

  private static void guest(SnpReportBody body, SnpExpectations expectations, List<Check> checks) {
    boolean debug = body.policy().debugAllowed();
    boolean migration = body.policy().migrationAllowed();
    String policy = " (policy " + body.policy() + ")";
    checks.add(
        Check.appraised(
            "report.debug",
            "policy.debug",
            expectations.launch().debugAllowed() ? "on or off" : "off",
            onOrOff(debug) + policy,
            !debug || expectations.launch().debugAllowed()));
    checks.add(
        Check.appraised(
            "report.migration",
            "policy.migration",
            expectations.launch().migrationAllowed() ? "on or off" : "off",
            onOrOff(migration) + policy,
            !migration || expectations.launch().migrationAllowed()));
    policyBits(body.policy(), expectations.launch(), checks);
    checks.add(
        Check.appraised(
            "report.vmpl",
            "vmpl",
            Integer.toUnsignedString(expectations.launch().vmpl()),
            Integer.toUnsignedString(body.vmpl())
                + (body.vmpl() == -1 ? " (made by the host)" : ""),
            body.vmpl() == expectations.launch().vmpl()));
  }

  /// Bits of the policy that the caller names, and the one that is always set.
  private static void policyBits(
      GuestPolicy policy, SnpExpectations.Launch launch, List<Check> checks) {
    if (launch.required().isEmpty() && launch.forbidden().isEmpty() && policy.isWellFormed()) {
      return;
    }
    List<String> wanted = new ArrayList<>();
    launch.required().stream().sorted().forEach(flag -> wanted.add(flag + " on"));
    launch.forbidden().stream().sorted().forEach(flag -> wanted.add(flag + " off"));
    wanted.add("bit 17 one");
    checks.add(
        Check.appraised(
            "report.policy",
            "policy",
            String.join(", ", wanted),
            "%s (%s)".formatted(policy, String.join(", ", policy.names())),
            policy.isWellFormed()
                && policy.flags().containsAll(launch.required())
                && Collections.disjoint(policy.flags(), launch.forbidden())));
  }

  private static void identity(
      SnpReportBody body,
      SnpExpectations expectations,
      List<Check> checks,
      List<String> notChecked) {
    Bytes wanted = expectations.hostData();
    if (wanted == null) {
      notChecked.add("host_data: no identity was given, so any policy passes");
      return;
    }
    checks.add(equal("report.host_data", "host_data", wanted, body.hostData()));
  }

  private static void policyText(SnpEvidence evidence, List<Check> checks) {
    Bytes text = evidence.policyText();
    if (text != null) {
      Bytes digest = Digest.sha256Of(text.toArray()).bytes();
      Bytes hostData = evidence.report().body().hostData();
      checks.add(
          Check.appraised(
              "policy.digest",
              "host_data",
              "the digest of the policy shown: " + digest.toHex(),
              hostData.toHex(),
              digest.equals(hostData)));
    }
  }

  private static void freshness(
      SnpReportBody body,
      SnpExpectations expectations,
      List<Check> checks,
      List<String> notChecked) {
    Bytes runtimeData = expectations.runtimeData();
    if (runtimeData == null) {
      notChecked.add("report_data: no nonce or runtime data was given, so an old report passes");
      return;
    }
    Freshness.runtimeData(body.reportData(), runtimeData, expectations.nonce(), checks, notChecked);
  }

  private static void minimumTcb(
      SnpReportBody body,
      @Nullable SnpProduct product,
      SnpExpectations expectations,
      List<Check> checks,
      List<String> notChecked) {
    Map<SnpProduct, TcbVersion> minimum = expectations.minimumTcb();
    if (minimum.isEmpty()) {
      notChecked.add("minimum TCB: none was given, so old firmware passes");
      return;
    }
    TcbVersion wanted = product == null ? null : minimum.get(product);
    boolean ok = product != null && wanted != null && body.reportedTcb().atLeast(wanted, product);
    checks.add(
        Check.appraised(
            "report.minimum_tcb",
            "reported_tcb",
            product == null || wanted == null
                ? "one of the products " + minimum.keySet().stream().sorted().toList()
                : "at least " + wanted.describe(product),
            product == null ? "no product" : product + ": " + body.reportedTcb().describe(product),
            ok));
  }

  private static Check equal(String id, String field, Bytes wanted, Bytes got) {
    return Check.appraised(id, field, wanted.toHex(), got.toHex(), wanted.equals(got));
  }

  private static String onOrOff(boolean on) {
    return on ? "on" : "off";
  }
}
