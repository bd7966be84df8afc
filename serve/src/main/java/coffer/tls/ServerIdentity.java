package coffer.tls;

import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.TrustRoot;
import coffer.simulator.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key and its certificates, the leaf first.
public record ServerIdentity(PrivateKey key, List<X509Certificate> chain) {
  public ServerIdentity {
    chain = List.copyOf(chain);
  }

  /// Loads PEM files: a chain of 1 to 8 certificates, and an unencrypted PKCS#8 key that only its
  /// owner can read (0600). `MalformedException` when they do not belong together.
  public static ServerIdentity load(Path certificates, Path keyFile) throws IOException {
    CertificateChain chain;
    try {
      chain = CertificateChain.parse(Files.readAllBytes(certificates));
    } catch (MalformedException e) {
      throw e.within(certificates.toString());
    }
    String algorithm = chain.leaf().getPublicKey().getAlgorithm();
    ServerIdentity identity =
        new ServerIdentity(PemFiles.readKey(keyFile, algorithm), chain.certificates());
    if (!identity.belongsTogether()) {
      throw new MalformedException(
          "%s is not the key of the first certificate in %s".formatted(keyFile, certificates));
    }
    return identity;
  }

  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /// Whether any of the certificates says that it is for development only.
  public boolean isDevelopment() {
    return chain.stream().anyMatch(TrustRoot::isMarked);
  }

  /// In memory, without a password.
  public KeyStore keyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain.toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }

  private boolean belongsTogether() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          case String other -> other;
        };
    try {
      KeyPair pair = new KeyPair(leaf().getPublicKey(), key);
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      byte[] signature = signer.sign();
      signer.initVerify(pair.getPublic());
      return signer.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
