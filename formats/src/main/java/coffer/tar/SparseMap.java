package coffer.tar;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the data of a sparse file lies (GNU tar manual, "Storing Sparse Files"): fragments in
/// ascending order; all else up to the size is holes, which read as zeros.
///
/// | format   | the map is                                               | numbers |
/// |----------|----------------------------------------------------------|---------|
/// | old GNU  | in the header from byte 386, then in blocks of its own   | octal   |
/// | 0.0, 0.1 | in pax records                                           | decimal |
/// | 1.0      | in front of the data, lines padded to a block            | decimal |
///
/// @param size of the whole file
record SparseMap(List<Fragment> fragments, long size) {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FRAGMENTS = 1 << 20;
  private static final int OLD_ENTRY = 24;
  private static final int OLD_NUMBER = 12;
  private static final int OLD_IN_HEADER = 4;
  private static final int OLD_IN_BLOCK = 21;

  SparseMap {
    check(fragments, size);
    fragments = fragments.stream().filter(fragment -> fragment.length > 0).toList();
  }

  /// `length` bytes of data at `offset` of the file.
  record Fragment(long offset, long length) {
    long end() {
      return offset + length;
    }
  }

  /// Gives the next 512 bytes of wherever the map goes on.
  interface Blocks {
    byte[] next() throws IOException;
  }

  private static void check(List<Fragment> fragments, long size) {
    if (size < 0) {
      throw new MalformedException("sparse map: the file's size is " + size);
    }
    if (fragments.size() > MAX_FRAGMENTS) {
      throw new MalformedException("sparse map: more than " + MAX_FRAGMENTS + " fragments");
    }
    long end = 0;
    for (Fragment next : fragments) {
      if (next.offset < end || next.length < 0 || next.offset > size - next.length) {
        throw new MalformedException(
            "sparse map: %d bytes at %d, after %d and in a file of %d bytes"
                .formatted(next.length, next.offset, end, size));
      }
      end = next.end();
    }
  }

  /// Reads the map that starts in the header of type `S`; star uses the type too, for something
  /// else.
  static SparseMap readOldGnu(TarHeader header, Blocks blocks) throws IOException {
    if (header.dialect() != TarHeader.Dialect.GNU) {
      throw new MalformedException("sparse file of a kind that is not GNU's");
    }
    long size = header.number(TarHeader.GNU_REAL_SIZE);
    List<Fragment> fragments = new ArrayList<>();
    boolean more = readOld(header, TarHeader.GNU_SPARSE_MAP, OLD_IN_HEADER, fragments);
    for (int read = TarHeader.SIZE; more; read += TarHeader.SIZE) {
      if (read >= MAX_BYTES) {
        throw tooLong();
      }
      more = readOld(new TarHeader(blocks.next()), 0, OLD_IN_BLOCK, fragments);
    }
    return new SparseMap(fragments, size);
  }

  /// Whether another block follows.
  private static boolean readOld(
      TarHeader block, int start, int capacity, List<Fragment> fragments) {
    int end = start + capacity * OLD_ENTRY;
    for (int at = start; at < end; at += OLD_ENTRY) {
      TarHeader.Field offset = new TarHeader.Field("sparse offset", at, OLD_NUMBER);
      TarHeader.Field length = new TarHeader.Field("sparse length", at + OLD_NUMBER, OLD_NUMBER);
      if (block.isEmpty(offset)) {
        break;
      }
      fragments.add(new Fragment(block.number(offset), block.number(length)));
    }
    return !block.isEmpty(new TarHeader.Field("extended", end, 1));
  }

  /// Reads the map that pax records announce; null when they announce none, or one of a format that
  /// is unknown. `size` is the file's when the records do not say.
  static @Nullable SparseMap read(PaxRecords records, long size, Blocks blocks) throws IOException {
    String version = records.get("GNU.sparse.major") + "." + records.get("GNU.sparse.minor");
    boolean inRecords =
        switch (version) {
          case "0.0", "0.1" -> true;
          case "." -> records.has(PaxRecords.SPARSE_MAP);
          default -> false;
        };
    if (!inRecords && !version.equals("1.0")) {
      return null;
    }
    long realSize = size;
    for (String key : List.of("GNU.sparse.realsize", "GNU.sparse.size")) {
      realSize = records.has(key) ? records.number(key) : realSize;
    }
    return new SparseMap(inRecords ? parseRecords(records) : readLines(blocks), realSize);
  }

  private static List<Fragment> parseRecords(PaxRecords records) {
    long count = records.number("GNU.sparse.numblocks");
    String list = records.get(PaxRecords.SPARSE_MAP);
    List<String> numbers = list.isEmpty() ? List.of() : Arrays.asList(list.split(",", -1));
    if (count != numbers.size() / 2.0) {
      throw new MalformedException(
          "sparse map: %d fragments wanted, found %d numbers".formatted(count, numbers.size()));
    }
    return fragments(numbers);
  }

  private static List<Fragment> readLines(Blocks blocks) throws IOException {
    Lines lines = new Lines(blocks);
    long count = number(lines.next());
    if (count < 0 || count > MAX_FRAGMENTS) {
      throw new MalformedException("sparse map: " + count + " fragments");
    }
    List<String> numbers = new ArrayList<>();
    for (long i = 0; i < 2 * count; i++) {
      numbers.add(lines.next());
    }
    return fragments(numbers);
  }

  private static List<Fragment> fragments(List<String> numbers) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i += 2) {
      fragments.add(new Fragment(number(numbers.get(i)), number(numbers.get(i + 1))));
    }
    return fragments;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new MalformedException(
          "sparse map: a number wanted, found '" + Latin1.printable(text) + "'");
    }
  }

  private static MalformedException tooLong() {
    return new MalformedException("sparse map: longer than " + MAX_BYTES + " bytes");
  }

  /// Lines of text, taken from no more blocks than they need.
  private static final class Lines {
    private final Blocks blocks;
    private byte[] block = new byte[0];
    private int at;
    private int read;

    Lines(Blocks blocks) {
      this.blocks = blocks;
    }

    String next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (byte value = nextByte(); value != '\n'; value = nextByte()) {
        line.write(value);
      }
      return Latin1.of(line.toByteArray());
    }

    private byte nextByte() throws IOException {
      if (at == block.length) {
        read += TarHeader.SIZE;
        if (read > MAX_BYTES) {
          throw tooLong();
        }
        block = blocks.next();
        at = 0;
      }
      return block[at++];
    }
  }
}
