package coffer.armlang;

/// `uniqueString`: MurmurHash3 with 64 bits of result, made of two halves of 32 bits, in 13 letters
/// of base 32.
final class UniqueString {
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int C1 = 0x239b961b;
  private static final int C2 = 0xab0e9789;

  private UniqueString() {}

  static String of(byte[] text) {
    long hash = hash(text);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 13; i++) {
      out.append(DIGITS.charAt((int) (hash >>> 59)));
      hash <<= 5;
    }
    return out.toString();
  }

  private static long hash(byte[] data) {
    int h1 = 0;
    int h2 = 0;
    int at = 0;
    for (; at + 7 < data.length; at += 8) {
      h1 = Integer.rotateLeft(h1 ^ first(littleEndian(data, at, 4)), 19) + h2;
      h1 = h1 * 5 + 0x561ccd1b;
      h2 = Integer.rotateLeft(h2 ^ second(littleEndian(data, at + 4, 4)), 13) + h1;
      h2 = h2 * 5 + 0x0bcaa747;
    }
    int left = data.length - at;
    if (left > 0) {
      h1 ^= first(littleEndian(data, at, Math.min(4, left)));
    }
    if (left > 4) {
      h2 ^= second(littleEndian(data, at + 4, left - 4));
    }
    return finish(h1 ^ data.length, h2 ^ data.length);
  }

  private static long finish(int first, int second) {
    int h1 = first + second;
    int h2 = second + h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h1 += h2;
    h2 += h1;
    return Integer.toUnsignedLong(h2) << 32 | Integer.toUnsignedLong(h1);
  }

  private static int first(int k) {
    return Integer.rotateLeft(k * C1, 15) * C2;
  }

  private static int second(int k) {
    return Integer.rotateLeft(k * C2, 17) * C1;
  }

  private static int littleEndian(byte[] data, int from, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= Byte.toUnsignedInt(data[from + i]) << (8 * i);
    }
    return value;
  }

  private static int avalanche(int value) {
    int h = value;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
