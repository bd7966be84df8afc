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
      Provider provider =
          Security.getProvider("SunPKCS11").configure(configuration.toAbsolutePath().toString());
      KeyStore token = KeyStore.getInstance("PKCS11", provider);
      token.load(null, pin);
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
}
