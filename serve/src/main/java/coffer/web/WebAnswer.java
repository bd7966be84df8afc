package coffer.web;

import coffer.bytes.Bytes;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// A status code and one document.
public record WebAnswer(int status, String contentType, Bytes body, Map<String, String> headers) {
  private static final String JSON = "application/json; charset=utf-8";

  public WebAnswer {
    headers = Map.copyOf(headers);
  }

  public static WebAnswer json(int status, Json document) {
    return of(status, JSON, document.toCompact());
  }

  public static WebAnswer of(int status, String contentType, String text) {
    return new WebAnswer(
        status, contentType, Bytes.of(text.getBytes(StandardCharsets.UTF_8)), Map.of());
  }

  /// The error document of Azure's services: `{"error":{"code","message"}}`.
  public static WebAnswer error(int status, String code, String message) {
    Json inner = Json.object().put("code", code).put("message", message).build();
    return json(status, Json.object().put("error", inner).build());
  }

  public WebAnswer withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new WebAnswer(status, contentType, body, more);
  }
}
