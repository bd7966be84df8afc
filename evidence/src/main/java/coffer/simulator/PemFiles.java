package coffer.simulator;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/// Keys and certificates as PEM files that only their owner can read.
public final class PemFiles {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private PemFiles() {}

  public static String pem(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError("a certificate of ours has an encoding", e);
    }
  }

  public static String pem(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  public static void write(Path file, String text) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER))) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
  }

  public static PrivateKey readKey(Path file, String algorithm) throws IOException {
    requireOwnerOnly(file, OWNER);
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String base64 = text.replaceAll("-----[A-Z ]+-----", "");
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new MalformedException(file + ": not a private key in PEM");
    }
  }

  /// Refuses what others than its owner may read or change. A file that the superuser gives to this
  /// process's group to read is not refused: that is how Kubernetes hands secrets to other users.
  public static void requireOwnerOnly(Path path, Set<PosixFilePermission> allowed)
      throws IOException {
    Set<PosixFilePermission> found = new HashSet<>(Files.getPosixFilePermissions(path));
    if (isGivenByTheSuperuser(path)) {
      found.remove(PosixFilePermission.GROUP_READ);
    }
    if (!allowed.containsAll(found)) {
      throw new IOException(
          "%s: permissions %s wanted, found %s; others may have read or changed it"
              .formatted(
                  path,
                  PosixFilePermissions.toString(allowed),
                  PosixFilePermissions.toString(found)));
    }
  }

  private static boolean isGivenByTheSuperuser(Path path) throws IOException {
    Integer superuser = 0;
    return superuser.equals(Files.getAttribute(path, "unix:uid"))
        && !superuser.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static String block(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, LINES.encodeToString(der), type);
  }
}
