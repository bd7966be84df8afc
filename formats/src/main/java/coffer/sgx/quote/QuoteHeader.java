package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;

/// The first 48 bytes of a quote (DCAP quote format, "quote header"), little-endian. Versions 3, 4
/// and 5 have the same header; `qeSvn` and `pceSvn` are reserved from version 4 on.
///
/// `attestationKeyType` is 2 for ECDSA on P-256; `teeType` is 0 for SGX and 0x81 for TDX.
public record QuoteHeader(
    int version,
    int attestationKeyType,
    int teeType,
    int qeSvn,
    int pceSvn,
    Bytes qeVendorId,
    Bytes userData) {
  public static final int LENGTH = 48;
  public static final int ECDSA_P256 = 2;
  public static final int SGX = 0;
  public static final int TDX = 0x81;

  /// The quoting enclave of Intel.
  public static final Bytes INTEL = Bytes.parseHex("939a7233f79c4ca9940a0db3957f0607");

  private static final int OLDEST = 3;
  private static final int NEWEST = 5;

  public QuoteHeader {
    Lengths.require("qe_vendor_id", qeVendorId, 16);
    Lengths.require("user_data", userData, 20);
  }

  static QuoteHeader read(ByteReader in) {
    int version = in.at(0).u16();
    if (version < OLDEST || version > NEWEST) {
      throw new MalformedException(
          0, "quote version 3 wanted (4 and 5 are known by name), found " + version);
    }
    return new QuoteHeader(
        version,
        in.u16(),
        in.at(4).u32(),
        in.u16(),
        in.u16(),
        in.at(12).bytes(16),
        in.at(28).bytes(20));
  }

  void write(ByteWriter out) {
    out.at(0).u16(version).u16(attestationKeyType).u32(teeType).u16(qeSvn).u16(pceSvn);
    out.at(12).bytes(qeVendorId).bytes(userData).at(LENGTH);
  }

  /// `SGX`, `TDX`, or the number in hex.
  public String teeName() {
    return switch (teeType) {
      case SGX -> "SGX";
      case TDX -> "TDX";
      default -> "0x" + Integer.toHexString(teeType);
    };
  }
}
