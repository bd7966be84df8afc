package operator;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// `POST /v2/identity/map` with `{"email": [...]}` or `{"email_hash": [...]}`, and `GET
/// /ops/healthcheck`.
record Api(Supplier<State> state, Metrics metrics) {
  private static final int LARGEST = 1 << 20;
  private static final int HASH_LENGTH = 44;

  void map(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      Answer.text(exchange, 405, "POST wanted\n");
      return;
    }
    switch (state.get()) {
      case State.NotReady(String reason) -> Answer.text(exchange, 503, reason + "\n");
      case State.Ready ready -> {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        try {
          Answer.json(exchange, 200, mapped(hashes(body), ready));
        } catch (MalformedException e) {
          metrics.badRequests.increment();
          Answer.text(exchange, 400, e.getMessage() + "\n");
        }
      }
    }
  }

  private static List<String> hashes(byte[] body) {
    if (body.length > LARGEST) {
      throw new MalformedException("at most %d bytes wanted".formatted(LARGEST));
    }
    Json.Obj json = Json.parseObject(body);
    if (json.get("email").isPresent()) {
      return json.strings("email").stream().map(Identifiers::hash).toList();
    }
    List<String> hashes = json.strings("email_hash");
    if (!hashes.stream().allMatch(hash -> hash.length() == HASH_LENGTH)) {
      throw new MalformedException("email_hash: SHA-256 in Base64 wanted");
    }
    return hashes;
  }

  private Json mapped(List<String> hashes, State.Ready ready) {
    List<Json> mapped = new ArrayList<>();
    List<Json> unmapped = new ArrayList<>();
    for (String hash : hashes) {
      Json.ObjectBuilder entry = Json.object().put("identifier", hash);
      if (ready.optedOut().contains(hash)) {
        unmapped.add(entry.put("reason", "optout").build());
      } else {
        String id = Identifiers.advertisingId(hash, ready.keys().current());
        mapped.add(entry.put("advertising_id", id).build());
      }
    }
    metrics.mapped.add(mapped.size());
    metrics.optedOut.add(unmapped.size());
    Json body = Json.object().put("mapped", mapped).put("unmapped", unmapped).build();
    return Json.object().put("status", "success").put("body", body).build();
  }

  void health(HttpExchange exchange) throws IOException {
    switch (state.get()) {
      case State.Ready _ -> Answer.text(exchange, 200, "OK\n");
      case State.NotReady(String reason) -> Answer.text(exchange, 503, reason + "\n");
    }
  }

  void metrics(HttpExchange exchange) throws IOException {
    byte[] text = metrics.toText(state.get()).getBytes(StandardCharsets.US_ASCII);
    Answer.bytes(exchange, 200, "text/plain; version=0.0.4", text);
  }
}
