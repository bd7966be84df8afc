package coffer.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The end of a log.
final class LogText {
  private static final int TAIL = 16 * 1024;

  private LogText() {}

  /// The last lines, without control characters.
  static List<String> last(Path file, int count) throws IOException {
    byte[] tail;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL);
      in.seek(from);
      tail = new byte[(int) (in.length() - from)];
      in.readFully(tail);
    }
    List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
    return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
        .map(line -> line.replaceAll("\\p{Cntrl}", "?"))
        .toList();
  }
}
