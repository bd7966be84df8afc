package operator;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.device.QuoteDevice;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/// Who releases keys to operators that it believes in.
record Core(Remote remote, QuoteDevice device) {
  private static final int KEY_BITS = 3072;
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

  /// Shows a quote over the SHA-256 of a fresh public key, then 32 zero bytes, and opens the keys
  /// that come back for it. [RefusedException] when Core gives none.
  Keys attest() throws IOException, InterruptedException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair pair = generator.generateKeyPair();
      byte[] publicKey = pair.getPublic().getEncoded();
      byte[] answer = remote.post("/attest", request(publicKey, quoteOver(publicKey)));
      return open(Json.parseObject(answer).object("body"), pair.getPrivate());
    } catch (GeneralSecurityException | MalformedException | IllegalArgumentException e) {
      throw new IOException(remote.base() + ": keys: " + e.getMessage(), e);
    }
  }

  private Bytes quoteOver(byte[] publicKey) throws IOException, GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(publicKey);
    return device.quote(Bytes.of(Arrays.copyOf(hash, 64)));
  }

  private static byte[] request(byte[] publicKey, Bytes quote) {
    Base64.Encoder base64 = Base64.getEncoder();
    return Json.object()
        .put("application_name", "uid2-operator")
        .put("public_key", base64.encodeToString(publicKey))
        .put("attestation_request", base64.encodeToString(quote.toArray()))
        .build()
        .toCompact()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Keys open(Json.Obj body, PrivateKey own) throws GeneralSecurityException {
    TreeMap<Integer, SecretKey> keys = new TreeMap<>();
    for (Json entry : body.list("keys")) {
      if (!(entry instanceof Json.Obj key)) {
        throw new MalformedException("body.keys: objects wanted");
      }
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
      rsa.init(Cipher.DECRYPT_MODE, own, OAEP);
      byte[] bytes = rsa.doFinal(Base64.getDecoder().decode(key.string("encrypted")));
      keys.put(Math.toIntExact(key.number("id")), new SecretKeySpec(bytes, "HmacSHA256"));
    }
    return new Keys(keys);
  }
}
