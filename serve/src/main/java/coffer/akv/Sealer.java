package coffer.akv;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.simulator.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The vault's master key: an AES key that seals other keys with AES-GCM (NIST SP 800-38D), nonce
/// of 12 bytes first, tag of 16 bytes last. It is in a file of its owner's alone, or never leaves a
/// token behind PKCS#11.
final class Sealer {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Key key;
  private final Provider provider;

  private Sealer(Key key, Provider provider) {
    this.key = key;
    this.provider = provider;
  }

  /// The 32 bytes that `file` (0600) holds in base64; made there when there is no such file.
  static Sealer ofFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      RANDOM.nextBytes(fresh);
      Files.createDirectories(file.toAbsolutePath().getParent());
      PemFiles.write(file, Base64.getEncoder().encodeToString(fresh) + "\n");
      Arrays.fill(fresh, (byte) 0);
    }
    PemFiles.requireOwnerOnly(file, OWNER);
    byte[] content;
    try {
      content = Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new MalformedException(file + ": base64 wanted");
    }
    if (content.length != KEY_BYTES) {
      throw new MalformedException(
          "%s: a key of %d bytes in base64 wanted, found %d"
              .formatted(file, KEY_BYTES, content.length));
    }
    Key key = new SecretKeySpec(content, "AES");
    Arrays.fill(content, (byte) 0);
    return new Sealer(key, aesGcm());
  }

  /// The AES key `alias` of the token that the configuration file of the JDK's PKCS#11 provider
  /// names (JDK PKCS#11 reference guide, "configuration"). The PIN is the first line of `pinFile`
  /// (0600).
  static Sealer ofPkcs11(Path configuration, String alias, Path pinFile) throws IOException {
    PemFiles.requireOwnerOnly(pinFile, OWNER);
    char[] pin = Files.readString(pinFile).strip().toCharArray();
    try {
      Provider provider =
          Security.getProvider("SunPKCS11").configure(configuration.toAbsolutePath().toString());
      KeyStore token = KeyStore.getInstance("PKCS11", provider);
      token.load(null, pin);
      Key key = token.getKey(alias, null);
      if (key == null || !key.getAlgorithm().equals("AES")) {
        throw new IOException(
            "%s: an AES key '%s' wanted in the token, found %s"
                .formatted(configuration, alias, key == null ? "none" : key.getAlgorithm()));
      }
      return new Sealer(key, provider);
    } catch (GeneralSecurityException | java.security.ProviderException e) {
      throw new IOException("%s: %s".formatted(configuration, e.getMessage()), e);
    } finally {
      Arrays.fill(pin, '0');
    }
  }

  private static Provider aesGcm() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding").getProvider();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK without AES-GCM", e);
    }
  }

  /// A data key of 32 random bytes, to be sealed.
  static SecretBytes newDataKey() {
    byte[] fresh = new byte[KEY_BYTES];
    RANDOM.nextBytes(fresh);
    SecretBytes key = SecretBytes.of(fresh);
    Arrays.fill(fresh, (byte) 0);
    return key;
  }

  Bytes seal(SecretBytes content) throws IOException {
    byte[] open = content.reveal();
    try {
      return Bytes.of(encrypt(key, provider, open, new byte[0]));
    } catch (GeneralSecurityException e) {
      throw new IOException("the master key does not seal: " + e.getMessage(), e);
    } finally {
      Arrays.fill(open, (byte) 0);
    }
  }

  SecretBytes open(Bytes sealed) throws IOException {
    try {
      byte[] content = decrypt(key, provider, sealed.toArray(), new byte[0]);
      SecretBytes secret = SecretBytes.of(content);
      Arrays.fill(content, (byte) 0);
      return secret;
    } catch (GeneralSecurityException e) {
      throw new IOException("the vault was sealed with another master key, or was changed", e);
    }
  }

  /// Encrypts under a data key; `context` is bound to it and not kept.
  static byte[] encrypt(SecretBytes dataKey, byte[] content, byte[] context)
      throws GeneralSecurityException {
    return encrypt(aes(dataKey), aesGcm(), content, context);
  }

  static byte[] decrypt(SecretBytes dataKey, byte[] sealed, byte[] context)
      throws GeneralSecurityException {
    return decrypt(aes(dataKey), aesGcm(), sealed, context);
  }

  private static Key aes(SecretBytes dataKey) {
    byte[] content = dataKey.reveal();
    try {
      return new SecretKeySpec(content, "AES");
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static byte[] encrypt(Key key, Provider provider, byte[] content, byte[] context)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    byte[] sealed = cipher.doFinal(content);
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
    return all;
  }

  private static byte[] decrypt(Key key, Provider provider, byte[] sealed, byte[] context)
      throws GeneralSecurityException {
    if (sealed.length < NONCE_BYTES) {
      throw new GeneralSecurityException("too short");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
    cipher.updateAAD(context);
    return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
  }
}
