package coffer.skr;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Bearer tokens of the platform for this guest: of a workload identity when the environment has
/// one, else of the identity endpoint of containers, else of the machine (IMDS).
final class BearerSource {
  private static final String IMDS =
      "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";

  private final HttpDocuments http;
  private final Map<String, String> environment;

  BearerSource(HttpDocuments http, Map<String, String> environment) {
    this.http = http;
    this.environment = Map.copyOf(environment);
  }

  /// The resource that a vault's tokens are for.
  static String resource(String akvEndpoint) {
    return akvEndpoint.contains("managedhsm")
        ? "https://managedhsm.azure.net"
        : "https://vault.azure.net";
  }

  String token(String resource) throws IOException {
    HttpDocuments.Reply reply = ask(resource);
    if (!reply.ok()) {
      throw new IOException("no bearer token for %s: %s".formatted(resource, reply.problem()));
    }
    String token = reply.json().optionalString("access_token").orElse("");
    if (token.isEmpty()) {
      throw new IOException("no bearer token for %s: the answer has none".formatted(resource));
    }
    return token;
  }

  private HttpDocuments.Reply ask(String resource) throws IOException {
    String client = environment.getOrDefault("AZURE_CLIENT_ID", "");
    String tenant = environment.getOrDefault("AZURE_TENANT_ID", "");
    String file = environment.getOrDefault("AZURE_FEDERATED_TOKEN_FILE", "");
    if (!client.isEmpty() && !tenant.isEmpty() && !file.isEmpty()) {
      return workloadIdentity(client, tenant, Path.of(file), resource);
    }
    String endpoint = environment.getOrDefault("IDENTITY_ENDPOINT", "");
    if (!endpoint.isEmpty()) {
      String query = "?api-version=2019-08-01&resource=" + encoded(resource);
      return http.get(
          URI.create(endpoint + query),
          Map.of("X-IDENTITY-HEADER", environment.getOrDefault("IDENTITY_HEADER", "")));
    }
    String more = client.isEmpty() ? "" : "&client_id=" + encoded(client);
    return http.get(URI.create(IMDS + encoded(resource) + more), Map.of("Metadata", "true"));
  }

  /// OAuth 2.0 client credentials with a federated assertion (RFC 7523, section 2.2).
  private HttpDocuments.Reply workloadIdentity(
      String client, String tenant, Path assertion, String resource) throws IOException {
    String host =
        environment.getOrDefault("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com");
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", client);
    form.put("scope", resource + "/.default");
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put("client_assertion", Files.readString(assertion).strip());
    URI url =
        URI.create("%s/%s/oauth2/v2.0/token".formatted(host.replaceAll("/$", ""), encoded(tenant)));
    return http.postForm(url, form);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
