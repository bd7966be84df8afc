package coffer.snp;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;

/// An SEV-SNP attestation report of version 2 to 5, 1,184 bytes (AMD publication 56860,
/// ATTESTATION_REPORT): its fields, the very bytes that were signed, and the signature.
///
/// Whoever checks the signature hashes `signed` and never a re-encoding of `body`.
public record SnpReport(SnpReportBody body, Bytes signed, SnpSignature signature) {
  public static final int LENGTH = 0x4a0;

  private static final int RESERVED = LENGTH - 0x330;

  public SnpReport {
    if (signed.length() != SnpReportBody.LENGTH) {
      throw new MalformedException("signed region: 672 bytes wanted, found " + signed.length());
    }
  }

  /// A report of `body` under a signature over [SnpReportBody#toBytes].
  public static SnpReport of(SnpReportBody body, SnpSignature signature) {
    return new SnpReport(body, body.toBytes(), signature);
  }

  /// Parses exactly 1,184 bytes; reserved bytes are zero.
  public static SnpReport parse(byte[] raw) {
    return parse(MemorySegment.ofArray(raw));
  }

  /// Parses exactly 1,184 bytes; reserved bytes are zero.
  public static SnpReport parse(MemorySegment raw) {
    if (raw.byteSize() != LENGTH) {
      throw new MalformedException(
          "report: %d bytes wanted, found %d".formatted(LENGTH, raw.byteSize()));
    }
    ByteReader in = new ByteReader(raw);
    SnpReportBody body = SnpReportBody.read(in);
    SnpSignature signature = SnpSignature.read(in.at(SnpReportBody.LENGTH));
    in.at(0x330).zeros(RESERVED);
    in.end();
    Bytes signed = new ByteReader(raw).bytes(SnpReportBody.LENGTH);
    return new SnpReport(body, signed, signature);
  }

  /// The 1,184 bytes; what [#parse] reads to an equal report.
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(LENGTH).bytes(signed);
    signature.write(out);
    return out.at(0x330).zeros(RESERVED).toBytes();
  }
}
