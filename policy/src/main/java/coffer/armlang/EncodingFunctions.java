package coffer.armlang;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Functions between text and other forms of it: base64, data URIs, URI components and JSON.
final class EncodingFunctions {
  private static final String DATA = "data:text/plain;charset=utf8;base64,";

  static final List<Function> ALL =
      List.of(
          Function.of("base64", 1, 1, a -> text(base64(a.text(0)))),
          Function.of("base64ToString", 1, 1, a -> text(decoded("base64ToString", a.text(0)))),
          Function.of(
              "base64ToJson", 1, 1, a -> json("base64ToJson", decoded("base64ToJson", a.text(0)))),
          Function.of("json", 1, 1, a -> json("json", a.text(0))),
          Function.of("dataUri", 1, 1, a -> text(DATA + base64(a.anyText(0)))),
          Function.of("dataUriToString", 1, 1, a -> text(dataUri(a.text(0)))),
          Function.of("uri", 2, 2, a -> text(uri(a.text(0), a.text(1)))),
          Function.of("uriComponent", 1, 1, a -> text(component(a.text(0)))),
          Function.of("uriComponentToString", 1, 1, a -> text(plain(a.text(0)))));

  private EncodingFunctions() {}

  private static Value text(String value) {
    return new Value.Text(value);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String function, String base64) {
    try {
      return utf8(function, Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new ExpressionException(function + ", argument 1: base64 wanted");
    }
  }

  private static String utf8(String function, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ExpressionException(function + ", argument 1: UTF-8 text wanted");
    }
  }

  private static Value json(String function, String text) {
    try {
      return Value.of(Json.parse(text));
    } catch (MalformedException e) {
      throw new ExpressionException(function + ", argument 1: " + e.getMessage());
    }
  }

  private static String dataUri(String uri) {
    int comma = uri.indexOf(',');
    if (comma < 0 || !uri.startsWith("data:")) {
      throw new ExpressionException("dataUriToString, argument 1: a data URI wanted");
    }
    String content = uri.substring(comma + 1);
    return uri.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")
        ? decoded("dataUriToString", content)
        : plain(content);
  }

  private static String uri(String base, String relative) {
    try {
      return new URI(base).resolve(new URI(relative)).toString();
    } catch (URISyntaxException e) {
      throw new ExpressionException("uri: two parts of a URI wanted: " + e.getReason());
    }
  }

  /// RFC 3986: everything but unreserved characters becomes `%XX` of its UTF-8 bytes.
  private static String component(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append("%%%02X".formatted((int) c));
      }
    }
    return out.toString();
  }

  private static String plain(String component) {
    byte[] bytes = component.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (bytes[i] == '%' && high >= 0 && low >= 0) {
        out.put((byte) (high << 4 | low));
        i += 2;
      } else {
        out.put(bytes[i]);
      }
    }
    byte[] plain = new byte[out.position()];
    out.flip().get(plain);
    return new String(plain, StandardCharsets.UTF_8);
  }
}
