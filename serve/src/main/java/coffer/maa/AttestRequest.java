package coffer.maa;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The members that every attest request has besides its evidence.
///
/// @param evidence the content of `report` or `quote`
/// @param nonce text, or a number of up to 64 bits as it was written; empty when there is none
record AttestRequest(
    Bytes evidence,
    Optional<Provided> runtimeData,
    Optional<Provided> initTimeData,
    Optional<String> nonce) {
  private static final int LONGEST_NONCE = 1024;
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,20}");

  /// Data of the caller, bound to the evidence. `json` is its content when the caller calls it
  /// JSON.
  record Provided(Bytes data, Optional<Json.Obj> json) {
    static Optional<Provided> parse(Json.Obj request, String member) {
      Json value = request.get(member).orElse(Json.NULL);
      if (value instanceof Json.Null) {
        return Optional.empty();
      }
      try {
        return parse(request.object(member));
      } catch (MalformedException e) {
        throw e.within(member);
      }
    }

    /// Empty data is none: that is how the sidecar sends its initTimeData.
    private static Optional<Provided> parse(Json.Obj in) {
      Bytes data = Bytes.of(decode(in, "data"));
      String type = in.optionalString("dataType").orElse("");
      if (data.length() == 0) {
        return Optional.empty();
      }
      // The Azure SDK for Java says BINARY.
      return switch (type.toUpperCase(Locale.ROOT)) {
        case "JSON" ->
            Optional.of(new Provided(data, Optional.of(Json.parseObject(data.toArray()))));
        case "BINARY", "" -> Optional.of(new Provided(data, Optional.empty()));
        default ->
            throw new MalformedException(
                "dataType: JSON or Binary wanted, found '%s'".formatted(type));
      };
    }
  }

  /// Reads a request whose evidence is in `member`.
  static AttestRequest parse(Json.Obj request, String member) {
    if (!request.optionalString("draftPolicyForAttestation").orElse("").isEmpty()) {
      throw new MalformedException(
          "draftPolicyForAttestation: this service has no policies to draft; leave it away");
    }
    return new AttestRequest(
        Bytes.of(decode(request, member)),
        Provided.parse(request, "runtimeData"),
        Provided.parse(request, "initTimeData"),
        nonce(request));
  }

  /// Base64 of either alphabet, padded or not; a missing member is empty.
  static byte[] decode(Json.Obj in, String member) {
    return decode(member, in.optionalString(member).orElse(""));
  }

  /// The same, of what `member` was found to hold.
  static byte[] decode(String member, String text) {
    try {
      return Base64Text.decode(text);
    } catch (MalformedException e) {
      throw e.within("member '%s'".formatted(member));
    }
  }

  private static Optional<String> nonce(Json.Obj request) {
    return switch (request.get("nonce").orElse(Json.NULL)) {
      case Json.Null() -> Optional.empty();
      case Json.Num(String text) when WHOLE.matcher(text).matches() -> Optional.of(text);
      case Json.Str(String text) when text.length() <= LONGEST_NONCE -> Optional.of(text);
      case Json other ->
          throw new MalformedException(
              "nonce: a whole number or text of up to %d characters wanted, found %s"
                  .formatted(LONGEST_NONCE, other.kind()));
    };
  }
}
