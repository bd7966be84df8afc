package coffer.tls;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Security;

/// Faster cryptography than the JDK's, through its own interface: Amazon's provider where its
/// native library exists, which makes signatures and TLS three to ten times as fast, and elsewhere
/// Bouncy Castle's for the signatures of evidence. Everything works without it.
public final class FastCryptography {
  private FastCryptography() {}

  /// Puts the fastest provider that works on this machine in front of the others.
  public static void install() {
    if (!installNative()) {
      installPureJava();
    }
  }

  /// Puts Amazon's provider in front of the others if it works on this machine; whether it does.
  public static boolean installNative() {
    try {
      if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
        return false;
      }
      AmazonCorrettoCryptoProvider.install();
      return true;
    } catch (LinkageError _) {
      return false;
    }
  }

  /// Puts Bouncy Castle's ECDSA in front of the others.
  public static void installPureJava() {
    Security.insertProviderAt(new PureJavaEcdsa(), 1);
  }
}
