package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.json.MemberText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/// A document of the provisioning certification service: a value, the bytes of its text as it was
/// received, and an ECDSA P-256 signature over exactly those bytes (r and s, 32 bytes each,
/// big-endian).
public record Signed<T>(T value, Bytes text, Bytes signature) {
  private static final int LONGEST = 1 << 22;

  public Signed {
    if (signature.length() != 64) {
      throw new MalformedException("signature: 64 bytes wanted, found " + signature.length());
    }
  }

  /// Parses `{"MEMBER":{...},"signature":"HEX"}`; the text of the member is kept as it stands.
  static <T> Signed<T> parse(byte[] utf8, String member, Function<Json.Obj, T> parse) {
    String document = text(utf8);
    Json.Obj all = Json.parseObject(utf8);
    String part = MemberText.of(document, member);
    return new Signed<>(
        parse.apply(all.object(member)),
        Bytes.of(part.getBytes(StandardCharsets.UTF_8)),
        Members.hex(all, "signature", 64));
  }

  /// Joins a text and its signature that came apart.
  static <T> Signed<T> of(String text, Bytes signature, Function<Json.Obj, T> parse) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Signed<>(parse.apply(Json.parseObject(utf8)), Bytes.of(utf8), signature);
  }

  /// The document in the form of the service.
  byte[] toBytes(String member) {
    String document =
        "{\"%s\":%s,\"signature\":\"%s\"}"
            .formatted(member, new String(text.toArray(), StandardCharsets.UTF_8), signature);
    return document.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    if (utf8.length > LONGEST) {
      throw new MalformedException("a document of more than 4 MiB");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("not UTF-8 text");
    }
  }

  static String hex(Bytes value) {
    return value.toHex().toUpperCase(Locale.ROOT);
  }
}
