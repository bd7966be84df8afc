package coffer.tls;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// Bouncy Castle's ECDSA as a provider of its own, for the two signatures that verifiers of
/// evidence spend their time on: over P-256 and P-384 three times as fast as the JDK's, without
/// native code. Everything else stays with the JDK.
final class PureJavaEcdsa extends Provider {
  private static final long serialVersionUID = 1;
  private static final String CLASS =
      "org.bouncycastle.jcajce.provider.asymmetric.ec.SignatureSpi$ecCVCDSA%d";

  PureJavaEcdsa() {
    super("CofferEcdsa", "1.0", "ECDSA of Bouncy Castle, signatures in IEEE P1363");
    for (int bits : new int[] {256, 384}) {
      putService(
          new Ecdsa(this, "SHA%dwithECDSAinP1363Format".formatted(bits), CLASS.formatted(bits)));
    }
  }

  /// Found by the class loader of Bouncy Castle, not by that of this provider.
  private static final class Ecdsa extends Service {
    Ecdsa(Provider provider, String algorithm, String className) {
      super(provider, "Signature", algorithm, className, null, null);
    }

    @Override
    public Object newInstance(Object parameter) throws java.security.NoSuchAlgorithmException {
      try {
        return Class.forName(getClassName(), true, BouncyCastleProvider.class.getClassLoader())
            .getConstructor()
            .newInstance();
      } catch (ReflectiveOperationException e) {
        throw new java.security.NoSuchAlgorithmException(getClassName() + ": " + e, e);
      }
    }
  }
}
