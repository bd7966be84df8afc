package coffer.web;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A request that was read whole.
///
/// @param path decoded, without the query
/// @param query the first value of each parameter, decoded
/// @param host what the client calls this server: `name` or `name:port`, in lower case
/// @param headers the first value of a header, by its name in any case
public record WebRequest(
    String method,
    String path,
    Map<String, String> query,
    String host,
    Function<String, Optional<String>> headers,
    byte[] body) {
  public WebRequest {
    query = Map.copyOf(query);
  }

  public Optional<String> header(String name) {
    return headers.apply(name);
  }

  /// The parameter `name`, empty when it is missing.
  public String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /// The body as a JSON object; `MalformedException` when it is none.
  public Json.Obj json() {
    try {
      return Json.parseObject(body);
    } catch (MalformedException e) {
      throw e.within("request body");
    }
  }
}
