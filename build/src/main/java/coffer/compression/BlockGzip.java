package coffer.compression;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// One member of BGZF data: at most 64 KiB, compressed and plain.
final class BlockGzip {
  private static final int HEADER = 18;
  private static final int TRAILER = 8;
  private static final int MAX_PLAIN = 64 * 1024;

  private BlockGzip() {}

  /// The plain content, checked against the member's checksum and size.
  static byte[] inflate(byte[] member) throws IOException {
    int size = member.length - HEADER - TRAILER;
    if (size <= 0) {
      throw new ZipException("a block of " + member.length + " bytes, too small for its header");
    }
    ByteBuffer trailer =
        ByteBuffer.wrap(member).order(ByteOrder.LITTLE_ENDIAN).position(HEADER + size);
    int checksum = trailer.getInt();
    int wanted = trailer.getInt();
    if (wanted < 0 || wanted > MAX_PLAIN) {
      throw new ZipException("a block of more than " + MAX_PLAIN + " bytes");
    }
    byte[] plain = new byte[wanted];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(member, HEADER, size);
      int found = inflater.inflate(plain);
      if (found != wanted || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw new ZipException("a block of another size than it says");
      }
    } catch (DataFormatException e) {
      throw new ZipException(String.valueOf(e.getMessage()));
    } finally {
      inflater.end();
    }
    CRC32 crc = new CRC32();
    crc.update(plain);
    if ((int) crc.getValue() != checksum) {
      throw new ZipException("wrong checksum");
    }
    return plain;
  }
}
