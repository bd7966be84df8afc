package coffer.bytes;

import java.util.Base64;

/// Base64 as it is met in the wild: RFC 4648 in the standard or the URL-safe alphabet, with or
/// without padding. Documents that allow one form only are read with the JDK's own decoder.
public final class Base64Text {
  private Base64Text() {}

  /// Decodes either alphabet; no blanks, no line feeds.
  public static byte[] decode(String text) {
    boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    boolean standard = text.indexOf('+') >= 0 || text.indexOf('/') >= 0;
    try {
      return url && !standard
          ? Base64.getUrlDecoder().decode(text)
          : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not base64: " + e.getMessage());
    }
  }

  /// Encodes in the URL-safe alphabet without padding, as JOSE does (RFC 7515, section 2).
  public static String url(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  /// Encodes in the standard alphabet with padding.
  public static String standard(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }
}
