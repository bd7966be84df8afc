package coffer.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A content digest as OCI writes it: `sha256:` and 64 lower-case hex digits (OCI image
/// specification, descriptor, section "Digests"). Only SHA-256 is accepted; other registered
/// algorithms are refused by name.
public record Digest(String hex) implements Comparable<Digest> {
  private static final String PREFIX = "sha256:";
  private static final int BUFFER = 64 * 1024;

  public Digest {
    if (!isLowerHex(hex)) {
      throw new MalformedException("digest: 64 lower-case hex digits wanted, found '" + hex + "'");
    }
  }

  /// Parses `sha256:HEX`.
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new MalformedException("digest: sha256:HEX wanted, found '" + text + "'");
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  public static Digest sha256Of(byte... content) {
    return of(sha256().digest(content));
  }

  /// SHA-256 of all that is left of `content`.
  public static Digest sha256Of(InputStream content) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return of(digest.digest());
  }

  /// From the 32 bytes of a SHA-256.
  public static Digest of(byte[] sha256) {
    if (sha256.length != 32) {
      throw new IllegalArgumentException("32 bytes wanted, found " + sha256.length);
    }
    return new Digest(HexFormat.of().formatHex(sha256));
  }

  /// A fresh SHA-256, which every JDK has.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("a JDK without SHA-256", e);
    }
  }

  public Bytes bytes() {
    return Bytes.parseHex(hex);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }

  private static boolean isLowerHex(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
