package operator.standins;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// `POST /attest` with `public_key` and `attestation_request`, both in Base64: the keys, or 403
/// with every finding.
record Core(Appraiser appraiser, KeyRelease keys, PrintStream log) {
  private static final int LARGEST = 1 << 20;

  private record Request(byte[] publicKey, byte[] quote) {}

  void attest(HttpExchange exchange) throws IOException {
    Request request = read(exchange);
    if (request == null) {
      return;
    }
    Appraiser.Judgement judgement =
        appraiser.judge(request.quote(), request.publicKey(), Instant.now());
    if (!judgement.result().isSuccess()) {
      refuse(exchange, judgement);
      return;
    }
    try {
      Json body = keys.sealedFor(judgement.result().getPublicKey());
      log.println("trusted: MRENCLAVE " + judgement.result().getEnclaveId());
      Servers.answer(
          exchange,
          200,
          Json.object().put("status", "success").put("body", body).build().toCompact());
    } catch (GeneralSecurityException e) {
      Servers.answer(exchange, 400, "public_key: " + e.getMessage() + "\n");
    }
  }

  private static @Nullable Request read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
    try {
      if (body.length > LARGEST) {
        throw new MalformedException("at most %d bytes wanted".formatted(LARGEST));
      }
      Json.Obj json = Json.parseObject(body);
      Base64.Decoder base64 = Base64.getDecoder();
      return new Request(
          base64.decode(json.string("public_key")),
          base64.decode(json.string("attestation_request")));
    } catch (MalformedException | IllegalArgumentException e) {
      Servers.answer(exchange, 400, e.getMessage() + "\n");
      return null;
    }
  }

  private void refuse(HttpExchange exchange, Appraiser.Judgement judgement) throws IOException {
    String failure = judgement.result().getFailure().name();
    log.println("refused: " + failure);
    judgement.findings().forEach(finding -> log.println("  finding: " + finding));
    Json answer =
        Json.object()
            .put("status", failure)
            .put("findings", Json.strings(judgement.findings()))
            .build();
    Servers.answer(exchange, 403, answer.toCompact());
  }
}
