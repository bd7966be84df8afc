package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.discovery.IssuerKeys;
import coffer.evidence.SnpEvidence;
import coffer.evidence.token.AttestationToken;
import coffer.json.Json;
import coffer.skr.GuestEvidence;
import coffer.snp.UvmEndorsement;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evidence that was asked for over the network, and what it is worth.
///
/// @param files what was seen, by the names that evidence folders have
record Attestation(List<Judgement> judgements, Map<String, byte[]> files, String nonce) {
  /// Asks the service at `url` with a fresh nonce, or with what the caller gave, and judges.
  static Attestation ask(String url, JudgeOptions options) throws IOException {
    Binding given = options.binding.binding();
    String nonce = given.nonce();
    if (nonce == null && given.runtimeData() == null) {
      nonce = EvidenceClient.newNonce();
    }
    Bytes data = given.runtimeData();
    if (data == null) {
      data = EvidenceClient.runtimeData(String.valueOf(nonce));
    }
    EvidenceJudge judge = options.judge(new Binding(data, nonce));
    IssuerKeys issuer = options.token.published();
    String maa = issuer == null ? null : URI.create(issuer.issuer()).getRawAuthority();
    EvidenceClient.Fetched fetched = new EvidenceClient(options.token.http(), url).fetch(data, maa);
    return new Run(url, judge, data).judge(fetched, issuer, nonce == null ? "" : nonce);
  }

  /// One judgement of what a service showed.
  private record Run(String url, EvidenceJudge judge, Bytes runtimeData) {
    Attestation judge(EvidenceClient.Fetched fetched, @Nullable IssuerKeys issuer, String nonce)
        throws IOException {
      Map<String, byte[]> files = new LinkedHashMap<>();
      List<Judgement> judgements = new ArrayList<>();
      files.put(EvidenceJudge.RUNTIME_DATA, runtimeData.toArray());
      GuestEvidence guest = fetched.guest();
      if (guest != null) {
        files.put("report.bin", guest.report().toArray());
        files.put("chain.pem", guest.chainPem().getBytes(StandardCharsets.ISO_8859_1));
        if (guest.uvmEndorsement().length() > 0) {
          files.put("reference-info.cose", guest.uvmEndorsement().toArray());
        }
        judgements.add(judged(guest));
      }
      String token = fetched.token();
      if (token != null) {
        files.put(EvidenceJudge.TOKEN, token.getBytes(StandardCharsets.UTF_8));
        judgements.add(judged(token));
      }
      if (issuer != null) {
        files.put("openid-configuration.json", issuer.metadata().toArray());
        files.put("jwks.json", issuer.document().toArray());
      }
      files.put("verdicts.json", verdicts(judgements, nonce));
      return new Attestation(judgements, files, nonce);
    }

    private Judgement judged(GuestEvidence guest) throws IOException {
      try {
        SnpEvidence evidence =
            SnpEvidence.parse(
                guest.report().toArray(), guest.chainPem().getBytes(StandardCharsets.ISO_8859_1));
        if (guest.uvmEndorsement().length() > 0) {
          evidence =
              evidence.withEndorsement(UvmEndorsement.parse(guest.uvmEndorsement().toArray()));
        }
        return judge.judge(url, evidence, runtimeData);
      } catch (MalformedException e) {
        return new Judgement.Unreadable(url, e.getMessage());
      }
    }

    private Judgement judged(String token) throws IOException {
      String name = "token of " + url;
      try {
        return judge.judge(name, AttestationToken.parse(token), runtimeData);
      } catch (MalformedException e) {
        return new Judgement.Unreadable(name, e.getMessage());
      }
    }

    private byte[] verdicts(List<Judgement> judgements, String nonce) {
      Json.Obj document =
          Json.object()
              .put("url", url)
              .put("at", judge.at().toString())
              .put("nonce", nonce)
              .put("verdicts", judgements.stream().map(Judgement::toJson).toList())
              .build();
      return (document.toPretty() + "\n").getBytes(StandardCharsets.UTF_8);
    }
  }
}
