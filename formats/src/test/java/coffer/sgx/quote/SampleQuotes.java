package coffer.sgx.quote;

import coffer.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/// Quotes with every field set to something of its own; nothing in them is signed.
final class SampleQuotes {
  private SampleQuotes() {}

  static EnclaveReport report() {
    return new EnclaveReport(
        Bytes.parseHex("0b0b0202ff0100000000000000000000"),
        1,
        Bytes.parseHex("e1".repeat(16)),
        new EnclaveAttributes(5, 0xe7),
        Bytes.parseHex("ab".repeat(32)),
        Bytes.parseHex("cd".repeat(32)),
        Bytes.parseHex("c0".repeat(64)),
        0x1234,
        0x0506,
        7,
        Bytes.parseHex("fa".repeat(16)),
        Bytes.parseHex("d0".repeat(64)));
  }

  static SgxQuote quote() {
    QuoteHeader header =
        new QuoteHeader(3, 2, 0, 10, 15, QuoteHeader.INTEL, Bytes.parseHex("07".repeat(20)));
    return new SgxQuote(
        header,
        report(),
        SgxQuote.signedBytes(header, report()),
        new QuoteSignatureData(
            Bytes.parseHex("51".repeat(64)),
            Bytes.parseHex("52".repeat(64)),
            report(),
            report().toBytes(),
            Bytes.parseHex("53".repeat(64)),
            Bytes.parseHex("54".repeat(32)),
            new CertificationData(5, Bytes.of("PEM\0".getBytes(StandardCharsets.US_ASCII)))));
  }
}
