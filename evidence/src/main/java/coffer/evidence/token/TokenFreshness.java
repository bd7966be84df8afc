package coffer.evidence.token;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.snp.ReportData;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a token was made for this conversation.
///
/// What stands in the runtime data is bound to the report. The claim `nonce` is what was sent
/// beside the report, so that a fresh one may come with an old report: it is accepted, and told.
final class TokenFreshness {
  private TokenFreshness() {}

  /// `reportData` is the name of that claim.
  static void appraise(ClaimChecks checks, TokenExpectations wanted, String reportData) {
    Bytes data = wanted.runtimeData();
    String nonce = wanted.nonce();
    if (data != null) {
      checks.hex("claims.report_data", reportData, ReportData.of(data.toArray()));
    }
    if (nonce == null) {
      checks.notChecked(
          data == null
              ? "nonce: no nonce or runtime data was given, so an old token passes"
              : "nonce: none was given; the runtime data alone does not make a token fresh");
      return;
    }
    nonce(checks, data, nonce);
  }

  private static void nonce(ClaimChecks checks, @Nullable Bytes data, String nonce) {
    Json runtime = checks.claims().get("x-ms-runtime").orElse(Json.NULL);
    boolean bound =
        data == null
            ? contains(runtime, nonce) || held(checks.claims()).equals(Optional.of(nonce))
            : new String(data.toArray(), StandardCharsets.UTF_8).contains(nonce);
    if (bound) {
      checks.add("claims.nonce", "runtime data", nonce, nonce, true);
      return;
    }
    String beside = Claims.string(checks.claims(), "nonce").orElse("none");
    boolean same = data == null && beside.equals(nonce);
    checks.add(
        "claims.nonce",
        "nonce",
        nonce,
        same
            ? nonce
            : "not in the runtime data; beside them " + Claims.text(checks.claims(), "nonce"),
        same);
    if (same) {
      checks.notChecked(
          "nonce: it stands beside the report, not in its runtime data: an old report passes");
    }
  }

  /// Whether `nonce` is one of the texts in `value`, at any depth.
  private static boolean contains(Json value, String nonce) {
    return switch (value) {
      case Json.Str(String text) -> text.equals(nonce);
      case Json.Arr(var items) -> items.stream().anyMatch(item -> contains(item, nonce));
      case Json.Obj(var members) ->
          members.values().stream().anyMatch(member -> contains(member, nonce));
      case Json.Num _, Json.Bool _, Json.Null _ -> false;
    };
  }

  /// Runtime data of an enclave that is no JSON.
  private static Optional<String> held(Json.Obj claims) {
    try {
      return Claims.string(claims, "x-ms-sgx-ehd")
          .map(text -> new String(Base64Text.decode(text), StandardCharsets.UTF_8));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }
}
