package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.pem.PemKeys;
import coffer.sgx.enclave.EnclaveSigner;
import coffer.sgx.enclave.RsaSigner;
import coffer.simulator.PemFiles;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The key that signs an enclave: RSA of 3,072 bits with exponent 3, in a file of its owner's alone
/// or in a token.
final class EnclaveKeyOptions {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key in PEM, mode 0600; RSA of 3072 bits with exponent 3.")
  @Nullable Path key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "The passphrase of the key, mode 0600 (default: it is asked for).")
  @Nullable Path passphraseFile;

  @Option(
      names = "--pkcs11",
      paramLabel = "FILE",
      description = "Configuration of the JDK's PKCS#11 provider: the key is in a token.")
  @Nullable Path pkcs11;

  @Option(
      names = "--pkcs11-key",
      paramLabel = "ALIAS",
      description = "The key and its certificate in the token (default: enclave).")
  String alias = "enclave";

  @Option(names = "--pkcs11-pin", paramLabel = "FILE", description = "The token's PIN, mode 0600.")
  @Nullable Path pin;

  @Mixin TestKeyOption testKey = new TestKeyOption();

  /// The signer, if it is one that nobody else can be.
  EnclaveSigner signer() throws IOException {
    if ((key == null) == (pkcs11 == null)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "one of --key and --pkcs11 wanted",
          "'openssl genrsa -3 -out key.pem 3072' makes a key");
    }
    EnclaveSigner signer = key == null ? token() : file(key);
    testKey.check(signer.key());
    return signer;
  }

  private EnclaveSigner token() throws IOException {
    if (pkcs11 == null || pin == null) {
      throw new CommandFailure(ExitCode.USAGE, "--pkcs11 wants --pkcs11-pin", "");
    }
    return TokenSigner.open(pkcs11, alias, pin);
  }

  private EnclaveSigner file(Path file) throws IOException {
    requireOwnerOnly(file);
    String pem = TextFile.read(file);
    try {
      if (!PemKeys.isEncrypted(pem)) {
        return RsaSigner.of(PemKeys.privateKey(pem));
      }
      char[] passphrase = passphrase(file);
      try {
        return RsaSigner.of(PemKeys.privateKey(pem, passphrase));
      } finally {
        Arrays.fill(passphrase, '0');
      }
    } catch (MalformedException e) {
      throw e.within(file.toString());
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private void requireOwnerOnly(Path file) throws IOException {
    if (!testKey.allowed) {
      PemFiles.requireOwnerOnly(file, OWNER);
    }
  }

  private char[] passphrase(Path file) throws IOException {
    if (passphraseFile != null) {
      PemFiles.requireOwnerOnly(passphraseFile, OWNER);
      return Files.readString(passphraseFile).strip().toCharArray();
    }
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("passphrase of %s: ", file);
    if (typed == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          file + ": the key has a passphrase, and there is no terminal to ask for it",
          "give --passphrase-file");
    }
    return typed;
  }
}
