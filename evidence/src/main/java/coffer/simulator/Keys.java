package coffer.simulator;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/// The kinds of key that AMD's and Intel's hierarchies have.
final class Keys {
  private Keys() {}

  static KeyPair rsa4096() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(4096);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without RSA", e);
    }
  }

  static KeyPair p384() {
    return onCurve("secp384r1");
  }

  static KeyPair p256() {
    return onCurve("secp256r1");
  }

  private static KeyPair onCurve(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(name));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without " + name, e);
    }
  }
}
