package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.json.Json;
import coffer.snp.ReportData;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/// Asks an attestation service for tokens about this guest, as the secure-key-release sidecar does
/// (Azure REST API, `POST /attest/SevSnpVm`). Safe for use by many threads when the source is.
public final class MaaClient implements TokenSource {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ATTEST = "https://%s/attest/SevSnpVm?api-version=2022-08-01";

  private final ReportSource reports;
  private final HttpDocuments http;

  public MaaClient(ReportSource reports, HttpDocuments http) {
    this.reports = reports;
    this.http = http;
  }

  @Override
  public Attested token(String endpoint, byte[] runtimeData) throws IOException {
    GuestEvidence evidence = reports.report(ReportData.of(runtimeData));
    HttpDocuments.Reply reply =
        http.post(url(ATTEST, endpoint), request(evidence, runtimeData), Map.of());
    if (reply.status() >= 400 && reply.status() < 500) {
      return new Attested.Refused("%s: %s".formatted(endpoint, reply.problem()));
    }
    if (!reply.ok()) {
      throw new IOException("%s: %s".formatted(endpoint, reply.problem()));
    }
    String token = reply.json().optionalString("token").orElse("");
    if (token.isEmpty()) {
      throw new IOException(endpoint + ": an answer without a token");
    }
    return new Attested.Token(token);
  }

  /// An endpoint is a host and perhaps a port; anything else would make another URL of it.
  static URI url(String form, String endpoint) {
    if (!endpoint.matches("[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")) {
      throw new coffer.bytes.MalformedException(
          "endpoint: a host, or host:port, wanted, found '%s'".formatted(endpoint));
    }
    return URI.create(form.formatted(endpoint));
  }

  private static Json request(GuestEvidence evidence, byte[] runtimeData) {
    Json.ObjectBuilder report =
        Json.object()
            .put("SnpReport", Base64Text.url(evidence.report().toArray()))
            .put(
                "VcekCertChain",
                Base64Text.url(evidence.chainPem().getBytes(StandardCharsets.ISO_8859_1)));
    Bytes endorsement = evidence.uvmEndorsement();
    if (endorsement.length() > 0) {
      Json uvm =
          Json.object()
              .put("Uvm", Json.strings(List.of(Base64Text.url(endorsement.toArray()))))
              .build();
      report.put("Endorsements", encoded(uvm));
    }
    return Json.object()
        .put("report", encoded(report.build()))
        .put(
            "runtimeData",
            Json.object().put("data", Base64Text.url(runtimeData)).put("dataType", "JSON").build())
        .put("nonce", new Json.Num(Long.toUnsignedString(RANDOM.nextLong())))
        .build();
  }

  private static String encoded(Json document) {
    return Base64Text.url(document.toCompact().getBytes(StandardCharsets.UTF_8));
  }
}
