package coffer.sgx.protectedfile;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The name under which a protected file was made, the last component of its path: opening the file
/// under another name fails. Bytes of no charset; upstream takes up to 258 of them.
///
/// @param bytes without the closing zero
record FileName(Bytes bytes) {
  private static final int LONGEST = 258;

  FileName {
    if (bytes.length() == 0 || bytes.length() > LONGEST) {
      throw new MalformedException(
          "the name of a protected file has %d bytes, want 1 to %d"
              .formatted(bytes.length(), LONGEST));
    }
    for (byte b : bytes.toArray()) {
      if (b == 0 || b == '/') {
        throw new MalformedException(
            "the name of a protected file is one component of a path, found '%s'"
                .formatted(Latin1.printable(Latin1.of(bytes.toArray()))));
      }
    }
  }

  /// `name` in UTF-8.
  static FileName of(String name) {
    return new FileName(Bytes.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  /// Reads the field at `offset` of the file: the name, then zeros.
  static FileName parse(long offset, Bytes field) {
    int end = 0;
    while (end < field.length() && field.at(end) != 0) {
      end++;
    }
    for (int at = end; at < field.length(); at++) {
      if (field.at(at) != 0) {
        throw new MalformedException(offset + at, "reserved byte is not zero");
      }
    }
    try {
      return new FileName(field.slice(0, end));
    } catch (MalformedException e) {
      throw e.within("at 0x%x".formatted(offset));
    }
  }

  byte[] padded(int length) {
    return Arrays.copyOf(bytes.toArray(), length);
  }

  /// For messages.
  @Override
  public String toString() {
    return Latin1.printable(Latin1.of(bytes.toArray()));
  }
}
