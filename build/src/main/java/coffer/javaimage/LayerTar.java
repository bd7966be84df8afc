package coffer.javaimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes a tar of folders, files and symbolic links that belong to 0:0 and have time 0
/// (POSIX.1-2024 pax, "ustar Interchange Format"; an extended header only where a name or size does
/// not fit).
final class LayerTar {
  private static final int BLOCK = 512;
  private static final int MAX_NAME = 100;
  private static final long MAX_SIZE = 0_777_7777_7777L;

  private final OutputStream out;

  LayerTar(OutputStream out) {
    this.out = out;
  }

  void folder(String name, int mode) throws IOException {
    header('5', name + "/", "", mode, 0);
  }

  void link(String name, String target) throws IOException {
    header('2', name, target, 0777, 0);
  }

  /// A file of exactly `size` bytes; a content of another length is an error, because the file
  /// changed while it was read.
  void file(String name, int mode, long size, InputStream content) throws IOException {
    header('0', name, "", mode, size);
    long copied = content.transferTo(out);
    if (copied != size) {
      throw new IOException(
          "/%s: %d bytes wanted, found %d; it changed meanwhile".formatted(name, size, copied));
    }
    pad(size);
  }

  /// Two blocks of zeros.
  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private void header(char type, String name, String link, int mode, long size) throws IOException {
    StringBuilder records = new StringBuilder();
    if (!fits(name)) {
      records.append(record("path", name));
    }
    if (!fits(link)) {
      records.append(record("linkpath", link));
    }
    if (size > MAX_SIZE) {
      records.append(record("size", Long.toString(size)));
    }
    if (!records.isEmpty()) {
      byte[] content = records.toString().getBytes(StandardCharsets.UTF_8);
      block('x', "PaxHeader", "", 0644, content.length);
      out.write(content);
      pad(content.length);
    }
    block(type, fits(name) ? name : "long", fits(link) ? link : "long", mode, size);
  }

  private static boolean fits(String name) {
    return name.length() <= MAX_NAME && StandardCharsets.US_ASCII.newEncoder().canEncode(name);
  }

  private static String record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int length = rest.getBytes(StandardCharsets.UTF_8).length;
    int digits = Integer.toString(length).length();
    int total = length + digits;
    return (Integer.toString(total).length() == digits ? total : total + 1) + rest;
  }

  private void block(char type, String name, String link, int mode, long size) throws IOException {
    byte[] block = new byte[BLOCK];
    text(block, 0, name);
    octal(block, 100, 8, mode);
    octal(block, 108, 8, 0); // uid
    octal(block, 116, 8, 0); // gid
    octal(block, 124, 12, size > MAX_SIZE ? 0 : size);
    octal(block, 136, 12, 0); // mtime
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    text(block, 157, link);
    text(block, 257, "ustar\00000");
    int sum = 0;
    for (byte b : block) {
      sum += Byte.toUnsignedInt(b);
    }
    octal(block, 148, 7, sum);
    out.write(block);
  }

  private static void text(byte[] block, int at, String text) {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(content, 0, block, at, content.length);
  }

  /// `length` - 1 digits and a zero byte.
  private static void octal(byte[] block, int at, int length, long value) {
    String digits = Long.toOctalString(value);
    text(block, at, "0".repeat(length - 1 - digits.length()) + digits);
    block[at + length - 1] = 0;
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }
}
