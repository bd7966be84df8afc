package coffer.testkit;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Systematic damage to an input: what a parser must survive and a signature must notice.
public final class Mutations {
  private Mutations() {}

  /// The input with one bit flipped, for each bit from byte `from` (inclusive) to byte `to`
  /// (exclusive).
  public static Stream<byte[]> bitFlips(byte[] input, int from, int to) {
    return IntStream.range(from * 8, to * 8)
        .mapToObj(
            bit -> {
              byte[] copy = input.clone();
              copy[bit / 8] ^= (byte) (1 << (bit % 8));
              return copy;
            });
  }

  /// Every proper prefix of the input, the empty one included.
  public static Stream<byte[]> truncations(byte[] input) {
    return IntStream.range(0, input.length).mapToObj(length -> Arrays.copyOf(input, length));
  }

  /// The input and one more byte, zero.
  public static byte[] extended(byte[] input) {
    return Arrays.copyOf(input, input.length + 1);
  }
}
