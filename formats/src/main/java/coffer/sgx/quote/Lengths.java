package coffer.sgx.quote;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;

/// Fields of a fixed length.
final class Lengths {
  private Lengths() {}

  static void require(String field, Bytes value, int length) {
    if (value.length() != length) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %d".formatted(field, length, value.length()));
    }
  }
}
