package coffer.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PureJavaEcdsaTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @ParameterizedTest
  @CsvSource({"secp256r1, 256", "secp384r1, 384"})
  void agreesWithTheJdk(String curve, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair pair = generator.generateKeyPair();
    String algorithm = "SHA%dwithECDSAinP1363Format".formatted(bits);
    Provider pureJava = new PureJavaEcdsa();

    Signature signer = Signature.getInstance(algorithm, "SunEC");
    signer.initSign(pair.getPrivate());
    signer.update(CONTENT);
    byte[] signature = signer.sign();

    Signature verifier = Signature.getInstance(algorithm, pureJava);
    assertEquals("CofferEcdsa", verifier.getProvider().getName());
    assertTrue(isValid(verifier, pair, signature));
    signature[bits / 8]++;
    assertFalse(isValid(verifier, pair, signature));

    Signature other = Signature.getInstance(algorithm, pureJava);
    other.initSign(pair.getPrivate());
    other.update(CONTENT);
    assertTrue(isValid(Signature.getInstance(algorithm, "SunEC"), pair, other.sign()));
  }

  private static boolean isValid(Signature verifier, KeyPair pair, byte[] signature)
      throws GeneralSecurityException {
    verifier.initVerify(pair.getPublic());
    verifier.update(CONTENT);
    return verifier.verify(signature);
  }
}
