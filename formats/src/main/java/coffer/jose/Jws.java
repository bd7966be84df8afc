package coffer.jose;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A signed document in compact form: `header.payload.signature`, each base64url without padding
/// (RFC 7515, section 7.1). `signingInput` are the ASCII bytes that were signed.
public record Jws(Json.Obj header, Bytes payload, Bytes signature, Bytes signingInput) {
  private static final int LONGEST = 1 << 20;

  /// Parses up to 1 MiB of text.
  public static Jws parse(String compact) {
    if (compact.length() > LONGEST) {
      throw new MalformedException("JWS of " + compact.length() + " characters");
    }
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      throw new MalformedException("JWS: 3 parts wanted, found " + parts.length);
    }
    Json.Obj header = header(decode("header", parts[0]));
    String input = parts[0] + "." + parts[1];
    return new Jws(
        header,
        Bytes.of(decode("payload", parts[1])),
        Bytes.of(decode("signature", parts[2])),
        Bytes.of(input.getBytes(StandardCharsets.US_ASCII)));
  }

  /// The text again.
  public String toCompact() {
    String input = new String(signingInput.toArray(), StandardCharsets.US_ASCII);
    return input
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.toArray());
  }

  private static Json.Obj header(byte[] json) {
    try {
      return Json.parseObject(json);
    } catch (MalformedException e) {
      throw e.within("JWS header");
    }
  }

  private static byte[] decode(String part, String text) {
    try {
      byte[] content = Base64.getUrlDecoder().decode(text);
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(content).equals(text)) {
        throw new MalformedException("JWS " + part + ": not canonical base64url without padding");
      }
      return content;
    } catch (IllegalArgumentException e) {
      throw new MalformedException("JWS " + part + ": " + e.getMessage());
    }
  }
}
