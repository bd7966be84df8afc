package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;

/// What a quote carries to find the certificate of the key that certified its quoting enclave (DCAP
/// quote format, "QE certification data"): a type and its content.
///
/// Types 1 to 3 name the platform, whose certificate is then looked for elsewhere; type 5 is the
/// chain itself in PEM.
public record CertificationData(int type, Bytes content) {
  public static final int PLAIN_PPID = 1;
  public static final int PCK_CERTIFICATE = 4;
  public static final int PCK_CHAIN = 5;

  private static final int LONGEST = 1 << 20;

  static CertificationData read(ByteReader in) {
    int type = in.u16();
    long at = in.position();
    long length = Integer.toUnsignedLong(in.u32());
    if (length > Math.min(in.remaining(), LONGEST)) {
      throw new MalformedException(
          at, "certification data of %d bytes, %d left".formatted(length, in.remaining()));
    }
    return new CertificationData(type, in.bytes((int) length));
  }

  void write(ByteWriter out) {
    out.u16(type).u32(content.length()).bytes(content);
  }

  /// True when the content has certificates in PEM.
  public boolean hasCertificates() {
    return type == PCK_CERTIFICATE || type == PCK_CHAIN;
  }

  /// What the type is called.
  public String name() {
    return switch (type) {
      case PLAIN_PPID -> "PPID in clear";
      case 2 -> "PPID encrypted with RSA-2048";
      case 3 -> "PPID encrypted with RSA-3072";
      case PCK_CERTIFICATE -> "PCK certificate";
      case PCK_CHAIN -> "PCK certificate chain";
      case 6 -> "QE report certification data";
      case 7 -> "platform manifest";
      default -> "type " + type;
    };
  }
}
