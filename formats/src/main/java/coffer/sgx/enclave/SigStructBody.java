package coffer.sgx.enclave;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.sgx.quote.EnclaveAttributes;

/// What the signer of an enclave signs: the first 128 bytes of SIGSTRUCT and the 128 bytes from
/// offset 900, 256 bytes together (Intel Software Developer's Manual, volume 3D, "Enclave Signature
/// Structure"). Integers are little-endian.
///
/// @param type bit 31 marks a debug release of Intel's; 0 otherwise
/// @param vendor 0x8086 for Intel, 0 for everybody else
/// @param date yyyymmdd, a digit in each half of a byte
/// @param hwVersion 0, or the product of a hardware vendor
/// @param isvFamilyId 16 bytes, zero without key separation and sharing (KSS)
/// @param attributes what the enclave gets
/// @param attributeMask which bits of the attributes the processor compares
/// @param isvExtProdId 16 bytes, zero without KSS
public record SigStructBody(
    int type,
    int vendor,
    int date,
    int hwVersion,
    int miscSelect,
    int miscMask,
    Bytes isvFamilyId,
    EnclaveAttributes attributes,
    EnclaveAttributes attributeMask,
    Bytes mrEnclave,
    Bytes isvExtProdId,
    int isvProdId,
    int isvSvn) {
  public static final int LENGTH = 256;

  static final int HALF = 128;
  private static final Bytes HEADER = Bytes.parseHex("06000000e100000000000100");
  private static final Bytes HEADER_2 = Bytes.parseHex("01010000600000006000000001000000");

  public SigStructBody {
    require("isvfamilyid", isvFamilyId, 16);
    require("enclavehash", mrEnclave, 32);
    require("isvextprodid", isvExtProdId, 16);
  }

  private static void require(String field, Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(
          "%s: %d bytes wanted, found %d".formatted(field, length, value.length()));
    }
  }

  /// Parses the 256 bytes that are signed.
  public static SigStructBody parse(byte[] signed) {
    ByteReader in = new ByteReader(signed);
    SigStructBody body = read(in, in);
    in.end();
    return body;
  }

  /// Reads the two halves, each from where its reader stands.
  static SigStructBody read(ByteReader first, ByteReader second) {
    fixed(first, HEADER, "header");
    int type = first.u32();
    int vendor = first.u32();
    int date = first.u32();
    fixed(first, HEADER_2, "header2");
    int hwVersion = first.u32();
    first.zeros(84);
    int miscSelect = second.u32();
    int miscMask = second.u32();
    second.zeros(4);
    Bytes isvFamilyId = second.bytes(16);
    EnclaveAttributes attributes = EnclaveAttributes.read(second);
    EnclaveAttributes attributeMask = EnclaveAttributes.read(second);
    Bytes mrEnclave = second.bytes(32);
    second.zeros(16);
    Bytes isvExtProdId = second.bytes(16);
    int isvProdId = second.u16();
    int isvSvn = second.u16();
    return new SigStructBody(
        type,
        vendor,
        date,
        hwVersion,
        miscSelect,
        miscMask,
        isvFamilyId,
        attributes,
        attributeMask,
        mrEnclave,
        isvExtProdId,
        isvProdId,
        isvSvn);
  }

  private static void fixed(ByteReader in, Bytes wanted, String field) {
    long place = in.position();
    Bytes found = in.bytes(wanted.length());
    if (!found.equals(wanted)) {
      throw new MalformedException(
          place, "SIGSTRUCT %s: %s wanted, found %s".formatted(field, wanted, found));
    }
  }

  /// The 256 bytes that are signed.
  public Bytes toBytes() {
    ByteWriter out = new ByteWriter(LENGTH);
    writeFirst(out);
    writeSecond(out);
    return Bytes.of(out.at(LENGTH).toBytes());
  }

  void writeFirst(ByteWriter out) {
    out.bytes(HEADER).u32(type).u32(vendor).u32(date).bytes(HEADER_2).u32(hwVersion).zeros(84);
  }

  void writeSecond(ByteWriter out) {
    out.u32(miscSelect).u32(miscMask).zeros(4).bytes(isvFamilyId);
    attributes.write(out);
    attributeMask.write(out);
    out.bytes(mrEnclave).zeros(16).bytes(isvExtProdId).u16(isvProdId).u16(isvSvn);
  }

  /// Whether the host may start the enclave with its memory open to it: the signature does not fix
  /// the DEBUG bit at zero.
  public boolean debugAllowed() {
    return attributes.debug() || !attributeMask.debug();
  }

  /// The eight digits of the date, yyyymmdd.
  public String dateText() {
    return SigningDate.text(date);
  }

  SigStructBody withDate(int other) {
    return new SigStructBody(
        type,
        vendor,
        other,
        hwVersion,
        miscSelect,
        miscMask,
        isvFamilyId,
        attributes,
        attributeMask,
        mrEnclave,
        isvExtProdId,
        isvProdId,
        isvSvn);
  }
}
