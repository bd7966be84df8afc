package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.sgx.enclave.EnclaveKey;
import coffer.sgx.enclave.EnclaveSigner;
import coffer.sgx.enclave.RsaSigner;
import coffer.simulator.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.Arrays;

/// A key in a token behind PKCS#11, through the JDK's own provider (JDK PKCS#11 reference guide):
/// the key signs there and never leaves. The provider finds keys by their certificates.
final class TokenSigner {
  private TokenSigner() {}

  /// The key `alias` of the token that the provider's `configuration` names; the PIN is the first
  /// line of `pinFile` (0600).
  static EnclaveSigner open(Path configuration, String alias, Path pinFile) throws IOException {
    PemFiles.requireOwnerOnly(pinFile, PosixFilePermissions.fromString("rw-------"));
    char[] pin = Files.readString(pinFile).strip().toCharArray();
    try {
      Provider provider = provider(configuration);
      KeyStore token = KeyStore.getInstance("PKCS11", provider);
      login(token, pin, pinFile, configuration);
      Certificate certificate = token.getCertificate(alias);
      if (!(token.getKey(alias, null) instanceof PrivateKey key) || certificate == null) {
        throw new IOException(
            "%s: a private key '%s' with its certificate wanted in the token, found none"
                .formatted(configuration, alias));
      }
      return RsaSigner.of(EnclaveKey.of(certificate.getPublicKey()), key, provider);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new IOException("%s: %s".formatted(configuration, e.getMessage()), e);
    } catch (MalformedException e) {
      throw e.within("%s: %s".formatted(configuration, alias));
    } finally {
      Arrays.fill(pin, '0');
    }
  }

  private static Provider provider(Path configuration) throws IOException {
    try {
      return Security.getProvider("SunPKCS11").configure(configuration.toAbsolutePath().toString());
    } catch (InvalidParameterException | ProviderException e) {
      throw new IOException("%s: no token: %s".formatted(configuration, reason(e)), e);
    }
  }

  private static void login(KeyStore token, char[] pin, Path pinFile, Path configuration)
      throws IOException, GeneralSecurityException {
    try {
      token.load(null, pin);
    } catch (IOException e) {
      throw new IOException(
          "%s: the token refuses the PIN in %s: %s".formatted(configuration, pinFile, reason(e)),
          e);
    }
  }

  /// What the token said: the provider wraps it in sentences without content.
  private static String reason(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
