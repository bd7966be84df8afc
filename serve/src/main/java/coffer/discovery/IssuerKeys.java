package coffer.discovery;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.jose.JwkSet;
import coffer.json.Json;
import coffer.skr.HttpDocuments;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/// What an issuer publishes about itself (OpenID Connect Discovery 1.0, section 4).
///
/// @param issuer the URL that was asked, and that the metadata confirm
/// @param url of the key set
/// @param keys the set
/// @param metadata the bytes of the metadata
/// @param document the bytes of the key set
public record IssuerKeys(String issuer, URI url, JwkSet keys, Bytes metadata, Bytes document) {
  /// Asks `issuer` at its own URL and nowhere else, over https, or http on this machine.
  /// `IOException` when it does not answer or says something else than wanted.
  public static IssuerKeys fetch(HttpDocuments http, String issuer) throws IOException {
    URI base = url(issuer);
    String prefix = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Bytes metadata = document(http, URI.create(prefix + "/.well-known/openid-configuration"));
    try {
      Json.Obj about = Json.parseObject(metadata.toArray());
      if (!about.string("issuer").equals(issuer)) {
        throw new IOException(
            "%s: its metadata calls it '%s'".formatted(base, about.string("issuer")));
      }
      URI url = url(about.string("jwks_uri"));
      Bytes keys = document(http, url);
      return new IssuerKeys(issuer, url, JwkSet.parse(keys.toArray()), metadata, keys);
    } catch (MalformedException e) {
      throw new IOException("%s: its metadata or keys: %s".formatted(issuer, e.getMessage()), e);
    }
  }

  /// Plain HTTP carries no proof of who answers, so it must not leave the machine.
  private static URI url(String text) throws IOException {
    try {
      URI url = URI.create(text);
      String host = String.valueOf(url.getHost());
      boolean loopback =
          host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]");
      if ("https".equals(url.getScheme()) && url.getHost() != null
          || "http".equals(url.getScheme()) && loopback) {
        return url;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new IOException("an https URL of an issuer wanted, found '%s'".formatted(text));
  }

  private static Bytes document(HttpDocuments http, URI url) throws IOException {
    HttpDocuments.Reply reply = http.get(url, Map.of());
    if (!reply.ok()) {
      throw new IOException("%s: %s".formatted(url, reply.problem()));
    }
    return Bytes.of(reply.body());
  }
}
