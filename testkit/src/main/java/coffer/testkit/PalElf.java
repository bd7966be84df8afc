package coffer.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes a small ELF file that can be loaded anywhere, with three segments: headers, code, and data
/// with zeroed memory behind it. It stands in for the `libpal.so` of Gramine and runs nothing.
public final class PalElf {
  /// Where the second program header is: `p_type` first (gABI, "Program Header").
  public static final int CODE_HEADER = 64 + 56;

  private static final int SIZE = 0x3040;
  private static final int ENTRY = 0x1010;

  private PalElf() {}

  /// The same bytes on every call.
  public static byte[] bytes() {
    byte[] content = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      content[i] = (byte) (i * 31 + (i >>> 8));
    }
    ByteBuffer out = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[64 + 3 * 56]).position(0);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    out.putShort((short) 3).putShort((short) 62).putInt(1).putLong(ENTRY).putLong(64).putLong(0);
    out.putInt(0)
        .putShort((short) 64)
        .putShort((short) 56)
        .putShort((short) 3)
        .putShort((short) 64);
    out.position(64);
    segment(out, 4, 0, 0, 0x300, 0x300);
    segment(out, 5, 0x1000, 0x1000, 0x1234, 0x1234);
    segment(out, 6, 0x2e40, 0x3e40, 0x200, 0x3000);
    return content;
  }

  private static void segment(
      ByteBuffer out, int flags, long offset, long address, long fileSize, long memorySize) {
    out.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address);
    out.putLong(fileSize).putLong(memorySize).putLong(0x1000);
  }
}
