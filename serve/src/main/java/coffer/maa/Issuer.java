package coffer.maa;

import coffer.bytes.MalformedException;
import coffer.signing.KeyFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// A name under which the service issues tokens, and the keys that sign them.
///
/// @param url the `iss` of every token, character for character
/// @param authority `host` or `host:port` of the URL, as clients call it
public record Issuer(String url, String authority, KeyFile keys) {
  static Issuer of(String url, KeyFile keys) {
    return new Issuer(url, parse(url).getRawAuthority().toLowerCase(Locale.ROOT), keys);
  }

  /// Checks the text of an issuer: an https URL (http on loopback) without a path or a slash at the
  /// end, which relying parties would compare too.
  public static URI parse(String url) {
    try {
      URI uri = new URI(url);
      boolean plain = List.of("https", "http").contains(String.valueOf(uri.getScheme()));
      boolean bare = uri.getRawPath() != null && uri.getRawPath().isEmpty();
      if (plain && bare && uri.getHost() != null && uri.getRawQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new MalformedException(
        "issuer '%s': a URL such as https://attest.example.com wanted, without path or final slash"
            .formatted(url));
  }

  /// The issuer that a client means by `host`: the one of that authority, or of that name on any
  /// port; else the first.
  static Issuer choose(List<Issuer> issuers, String host) {
    for (Issuer issuer : issuers) {
      if (issuer.authority.equals(host)) {
        return issuer;
      }
    }
    for (Issuer issuer : issuers) {
      if (withoutPort(issuer.authority).equals(withoutPort(host))) {
        return issuer;
      }
    }
    return issuers.getFirst();
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
