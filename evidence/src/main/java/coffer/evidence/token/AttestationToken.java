package coffer.evidence.token;

import coffer.bytes.MalformedException;
import coffer.jose.Jws;
import coffer.json.Json;

/// A token as it was read; nothing of it is believed yet.
public record AttestationToken(Jws jws, Json.Obj claims) {
  /// Parses a JWT in compact form of up to 1 MiB; a final line feed is left away. Refused is what
  /// has another form than the one that was signed: base64url with padding or stray bits, a member
  /// twice, text that is no UTF-8.
  public static AttestationToken parse(String compact) {
    Jws jws = Jws.parse(compact.replaceFirst("\r?\n\\z", ""));
    try {
      return new AttestationToken(jws, Json.parseObject(jws.payload().toArray()));
    } catch (MalformedException e) {
      throw e.within("JWS payload");
    }
  }

  public Json.Obj header() {
    return jws.header();
  }

  /// The members `header` and `claims`, as JSON for programs; whoever reads them asks the verdict
  /// first.
  public Json.Obj toFacts() {
    return Json.object().put("header", header()).put("claims", claims).build();
  }
}
