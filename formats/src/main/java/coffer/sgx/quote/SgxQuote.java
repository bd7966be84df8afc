package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.util.Arrays;

/// A quote of version 3 (DCAP quote format): a header, the report of the enclave, and the data that
/// signs both. At least 1,020 bytes.
///
/// Whoever checks the signature hashes `signed`, the first 432 bytes, and never a re-encoding.
public record SgxQuote(
    QuoteHeader header, EnclaveReport report, Bytes signed, QuoteSignatureData signatureData)
    implements Quote {
  public static final int VERSION = 3;
  public static final int SIGNED_LENGTH = QuoteHeader.LENGTH + EnclaveReport.LENGTH;

  public SgxQuote {
    Lengths.require("signed region", signed, SIGNED_LENGTH);
  }

  /// The bytes that an attestation key signs: header and report.
  public static Bytes signedBytes(QuoteHeader header, EnclaveReport report) {
    ByteWriter out = new ByteWriter(SIGNED_LENGTH);
    header.write(out);
    report.write(out);
    return Bytes.of(out.toBytes());
  }

  static SgxQuote read(QuoteHeader header, ByteReader in, byte[] raw) {
    EnclaveReport report = EnclaveReport.read(in.at(QuoteHeader.LENGTH));
    long length = Integer.toUnsignedLong(in.at(SIGNED_LENGTH).u32());
    if (length != in.remaining()) {
      throw new MalformedException(
          SIGNED_LENGTH,
          "signature data of %d bytes, %d bytes follow".formatted(length, in.remaining()));
    }
    QuoteSignatureData data = QuoteSignatureData.read(in);
    in.end();
    return new SgxQuote(header, report, Bytes.of(Arrays.copyOf(raw, SIGNED_LENGTH)), data);
  }

  @Override
  public byte[] toBytes() {
    ByteWriter data = new ByteWriter(1024);
    signatureData.write(data);
    byte[] signature = data.toBytes();
    return new ByteWriter(SIGNED_LENGTH + 4 + signature.length)
        .bytes(signed)
        .u32(signature.length)
        .bytes(signature)
        .toBytes();
  }
}
