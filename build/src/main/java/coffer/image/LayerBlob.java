package coffer.image;

import coffer.bytes.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;

/// A gzip layer as a file: the digest and size in bytes of the file, and the digest of its tar.
public record LayerBlob(Digest digest, Digest diffId, long size) {
  private static final int BUFFER = 64 * 1024;

  /// Compresses `content` into `file`. The gzip header holds neither time nor name.
  public static LayerBlob write(OciLayoutWriter.LayerContent content, Path file)
      throws IOException {
    MessageDigest stored = Digest.sha256();
    MessageDigest plain = Digest.sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), stored);
        OutputStream gzip = new Gzip(new BufferedOutputStream(out, BUFFER));
        OutputStream tar = new DigestOutputStream(new BufferedOutputStream(gzip, BUFFER), plain)) {
      content.writeTo(tar);
    }
    return new LayerBlob(Digest.of(stored.digest()), Digest.of(plain.digest()), Files.size(file));
  }

  /// The SHA-256 of a file.
  public static Digest digestOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Digest.sha256Of(in);
    }
  }

  /// gzip at the level that weighs size against time as gzip(1) does.
  private static final class Gzip extends GZIPOutputStream {
    private static final int LEVEL = 6;

    Gzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(LEVEL);
    }
  }
}
