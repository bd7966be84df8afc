package coffer.registry;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// What a server answered; whoever has it closes it.
record Answer(int status, HttpHeaders headers, URI uri, InputStream body) implements AutoCloseable {
  private static final int MAX_ERROR = 16 * 1024;
  private static final int MAX_MESSAGE = 200;

  boolean isOk() {
    return status >= 200 && status < 300;
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  OptionalLong length() {
    try {
      return headers.firstValueAsLong("content-length");
    } catch (NumberFormatException _) {
      throw new MalformedException("content-length: a number wanted");
    }
  }

  /// The whole body, at most `limit` bytes.
  byte[] document(int limit) throws IOException {
    byte[] content = body.readNBytes(limit + 1);
    if (content.length > limit) {
      throw new MalformedException("at most %d bytes wanted, found more".formatted(limit));
    }
    return content;
  }

  /// The failure that this answer is: what was asked for, and what the server says about it (OCI
  /// distribution specification, "Error Codes").
  RegistryException failure(String place) {
    return new RegistryException(status, place + ": " + meaning() + said());
  }

  private String meaning() {
    return switch (status) {
      case 401 -> "not signed in, or the login is wrong (status 401)";
      case 403 -> "the login may not do this (status 403)";
      case 404 -> "not found (status 404)";
      case 429 -> "too many requests (status 429)";
      default -> "status " + status;
    };
  }

  private String said() {
    try {
      byte[] content = body.readNBytes(MAX_ERROR);
      Json.Obj json = Json.parseObject(content);
      for (Json error : json.list("errors")) {
        if (error instanceof Json.Obj object) {
          String text =
              object.optionalString("code").orElse("")
                  + object.optionalString("message").map(message -> ", " + message).orElse("");
          return ": " + printable(text);
        }
      }
      return "";
    } catch (IOException | MalformedException _) {
      return "";
    }
  }

  private static String printable(String text) {
    String shown = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
    return new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replaceAll("\\p{Cntrl}", " ");
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException _) {
      // Nothing more is wanted of it.
    }
  }
}
