package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;

/// A quote of any version that is known by name. Only version 3, of SGX enclaves, is understood.
public sealed interface Quote permits SgxQuote, UnsupportedQuote {
  QuoteHeader header();

  /// The bytes again.
  byte[] toBytes();

  /// Parses one quote and nothing after it. Of a version 4 or 5 only the header is read.
  static Quote parse(byte[] raw) {
    ByteReader in = new ByteReader(raw);
    QuoteHeader header = QuoteHeader.read(in);
    if (header.version() != SgxQuote.VERSION) {
      return new UnsupportedQuote(header, Bytes.of(raw));
    }
    if (header.attestationKeyType() != QuoteHeader.ECDSA_P256) {
      throw new MalformedException(
          2, "attestation key type 2 (ECDSA P-256) wanted, found " + header.attestationKeyType());
    }
    if (header.teeType() != QuoteHeader.SGX) {
      throw new MalformedException(
          4, "TEE type 0 (SGX) wanted in a version 3 quote, found " + header.teeName());
    }
    return SgxQuote.read(header, in, raw);
  }
}
