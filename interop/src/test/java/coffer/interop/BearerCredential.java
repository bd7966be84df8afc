package coffer.interop;

import coffer.json.Json;
import coffer.skr.HttpDocuments;
import coffer.skr.Trust;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Tokens of the managed identity in the form of virtual machines, whose address the SDK cannot be
/// told.
record BearerCredential(String url) implements TokenCredential {
  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromSupplier(() -> getTokenSync(request));
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext request) {
    String resource = request.getScopes().getFirst().replaceAll("/\\.default$", "");
    URI asked =
        URI.create(
            "%s/metadata/identity/oauth2/token?api-version=2018-02-01&resource=%s"
                .formatted(url, URLEncoder.encode(resource, StandardCharsets.UTF_8)));
    try {
      Json.Obj answer =
          new HttpDocuments(Map.of(), Trust.with(List.of()), Duration.ofSeconds(5))
              .get(asked, Map.of("Metadata", "true"))
              .json();
      Instant end = Instant.ofEpochSecond(Long.parseLong(answer.string("expires_on")));
      return new AccessToken(answer.string("access_token"), end.atOffset(ZoneOffset.UTC));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
