package coffer.inspect;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the request in what a person has of a denial: the engine's input as JSON, the decision as
/// JSON, its base64, or the log line around it (hcsshim, `policyDecision< BASE64 >policyDecision`).
public final class RequestReader {
  private static final Pattern FRAME =
      Pattern.compile("policyDecision<([A-Za-z0-9+/=\\s]++)>policyDecision");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]+={0,2}\\s*");

  private RequestReader() {}

  /// The request in `text`.
  public static HostRequest read(String text) {
    Matcher frame = FRAME.matcher(text);
    String json = text;
    if (frame.find()) {
      json = decoded(frame.group(1));
    } else if (BASE64.matcher(text).matches()) {
      json = decoded(text);
    }
    if (!(Json.parse(json) instanceof Json.Obj document)) {
      throw new MalformedException("a request (an object) wanted");
    }
    boolean decision = document.get("decision").isPresent();
    if (decision && document.get("input").isEmpty()) {
      throw new MalformedException(
          "the decision has no input; it was cut off, see 'truncated': "
              + document.get("truncated").orElse(Json.NULL).toCompact());
    }
    Json.Obj input = decision ? document.object("input") : document;
    return new HostRequest(input, decision ? errors(document) : List.of());
  }

  private static String decoded(String base64) {
    return new String(Base64Text.decode(base64.replaceAll("\\s", "")), StandardCharsets.UTF_8);
  }

  /// What the engine itself said.
  private static List<String> errors(Json.Obj decision) {
    return switch (decision.get("reason").orElse(Json.NULL)) {
      case Json.Obj reason -> reason.strings("errors");
      case Json.Str(String text) -> List.of(text);
      case Json _ -> List.of();
    };
  }
}
