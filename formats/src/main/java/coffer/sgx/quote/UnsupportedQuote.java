package coffer.sgx.quote;

import coffer.bytes.Bytes;

/// A quote of version 4 or 5: authentic or not, nothing is known of it but the header.
public record UnsupportedQuote(QuoteHeader header, Bytes raw) implements Quote {
  @Override
  public byte[] toBytes() {
    return raw.toArray();
  }
}
