package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.snp.ReportData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.function.Function;

/// Asks a vault for a key, over any transport that carries one JSON document each way: takes the
/// vault's nonce, makes an RSA-2048 key for this one request, has it put into a report together
/// with the nonce, and unwraps what the vault sends for it.
///
/// The messages are those of `coffer.vault.VaultService`. Safe for use by many threads when source
/// and transport are.
public final class VaultClient {
  private static final int RSA_BITS = 2048;

  private final ReportSource reports;
  private final Transport transport;

  public VaultClient(ReportSource reports, Transport transport) {
    this.reports = reports;
    this.transport = transport;
  }

  /// Carries a request to the vault and brings its answer.
  @FunctionalInterface
  public interface Transport {
    byte[] exchange(byte[] request) throws IOException;
  }

  /// The secret `kid`, or why it is withheld. `IOException` when nobody answers.
  public Release release(String kid) throws IOException {
    String nonce = call(Json.object().put("method", "challenge"), VaultClient::nonce);
    KeyPair pair = newKey();
    RsaPublicJwk jwk = RsaPublicJwk.of(nonce, List.of("encrypt"), (RSAPublicKey) pair.getPublic());
    Bytes runtimeData = new RuntimeData(jwk, nonce).toBytes();
    GuestEvidence evidence = reports.report(ReportData.of(runtimeData.toArray()));
    return call(
        Json.object()
            .put("method", "release")
            .put("kid", kid)
            .put("evidence", evidence.toJson())
            .put("runtimeData", Base64Text.standard(runtimeData.toArray())),
        answer -> release(answer, pair));
  }

  private static String nonce(Json.Obj answer) {
    return answer.string("nonce");
  }

  private static Release release(Json.Obj answer, KeyPair pair) {
    if (answer.get("refused").isPresent()) {
      return new Release.Refused(answer.string("refused"));
    }
    Json.Obj released = answer.object("released");
    WrapAlgorithm algorithm = WrapAlgorithm.parse(released.string("enc"));
    byte[] ciphertext = Base64Text.decode(released.string("ciphertext"));
    return new Release.Released(
        new ReleasedKey(
            released.string("kid"),
            released.string("kty"),
            released.strings("key_ops"),
            KeyWrap.unwrap(algorithm, pair.getPrivate(), ciphertext)));
  }

  private <T> T call(Json.ObjectBuilder request, Function<Json.Obj, T> reading) throws IOException {
    byte[] text = request.build().toCompact().getBytes(StandardCharsets.UTF_8);
    byte[] answer = transport.exchange(text);
    try {
      Json.Obj document = Json.parseObject(answer);
      if (document.get("error").isPresent()) {
        throw new IOException("the vault: " + document.string("error"));
      }
      return reading.apply(document);
    } catch (MalformedException e) {
      throw new IOException("the vault's answer: " + e.getMessage(), e);
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without RSA", e);
    }
  }
}
