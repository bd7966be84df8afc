package coffer.snp;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.math.BigInteger;

/// An ECDSA P-384 signature in the layout of a report: `r` and `s` of 72 bytes each, little-endian,
/// of which the upper 24 are zero (AMD publication 56860, "ECDSA P-384 with SHA-384").
public record SnpSignature(Bytes r, Bytes s) {
  private static final int FIELD = 72;
  private static final int USED = 48;

  public SnpSignature {
    requireLength("r", r);
    requireLength("s", s);
  }

  static SnpSignature read(ByteReader in) {
    return new SnpSignature(part(in), part(in));
  }

  void write(ByteWriter out) {
    out.bytes(r).zeros(FIELD - USED).bytes(s).zeros(FIELD - USED);
  }

  /// From the 96 bytes of IEEE P1363: r and s, big-endian.
  public static SnpSignature ofP1363(byte[] signature) {
    if (signature.length != 2 * USED) {
      throw new IllegalArgumentException("96 bytes wanted, found " + signature.length);
    }
    Bytes both = Bytes.of(signature);
    return new SnpSignature(reversed(both.slice(0, USED)), reversed(both.slice(USED, 2 * USED)));
  }

  /// The 96 bytes of IEEE P1363, which the JDK's `SHA384withECDSAinP1363Format` reads.
  public byte[] toP1363() {
    return new ByteWriter(2 * USED).bytes(reversed(r)).bytes(reversed(s)).toBytes();
  }

  /// True when both numbers are from 1 to `order` - 1.
  public boolean inRange(BigInteger order) {
    return inRange(r, order) && inRange(s, order);
  }

  private static boolean inRange(Bytes part, BigInteger order) {
    BigInteger value = new BigInteger(1, reversed(part).toArray());
    return value.signum() > 0 && value.compareTo(order) < 0;
  }

  private static Bytes part(ByteReader in) {
    Bytes used = in.bytes(USED);
    in.zeros(FIELD - USED);
    return used;
  }

  private static Bytes reversed(Bytes part) {
    byte[] bytes = part.toArray();
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swap = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swap;
    }
    return Bytes.of(bytes);
  }

  private static void requireLength(String name, Bytes part) {
    if (part.length() != USED) {
      throw new MalformedException(name + ": 48 bytes wanted, found " + part.length());
    }
  }
}
