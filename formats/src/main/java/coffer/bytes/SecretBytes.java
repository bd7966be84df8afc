package coffer.bytes;

import java.security.MessageDigest;
import java.util.Arrays;

/// A secret: compared in constant time, never printed, wiped on close. Whoever reads it says so by
/// calling [#reveal].
public final class SecretBytes implements AutoCloseable {
  private final byte[] content;
  private boolean closed;

  private SecretBytes(byte[] content) {
    this.content = content;
  }

  /// Takes a copy of `content`; the caller wipes its own.
  public static SecretBytes of(byte[] content) {
    return new SecretBytes(content.clone());
  }

  public int length() {
    return content.length;
  }

  /// A copy of the secret itself; the caller wipes it after use.
  public byte[] reveal() {
    if (closed) {
      throw new IllegalStateException("the secret was wiped");
    }
    return content.clone();
  }

  @Override
  public void close() {
    Arrays.fill(content, (byte) 0);
    closed = true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(content, that.content);
  }

  @Override
  public int hashCode() {
    return content.length;
  }

  @Override
  public String toString() {
    return "secret of " + content.length + " bytes";
  }
}
