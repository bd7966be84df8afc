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
public record Issuer(String url, KeyFile keys) {
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

  /// `host` or `host:port`, as clients call it.
  String authority() {
    return parse(url).getRawAuthority().toLowerCase(Locale.ROOT);
  }

  /// The issuer that a client means by `host`: the one of that authority, or of that name on any
  /// port; else the first.
  static Issuer choose(List<Issuer> issuers, String host) {
    String name = host.replaceAll(":[0-9]+$", "");
    return issuers.stream()
        .filter(issuer -> issuer.authority().equals(host))
        .findFirst()
        .or(
            () ->
                issuers.stream()
                    .filter(issuer -> issuer.authority().replaceAll(":[0-9]+$", "").equals(name))
                    .findFirst())
        .orElse(issuers.getFirst());
  }
}
