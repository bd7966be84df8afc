package coffer.elf;

import coffer.bytes.ByteWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes the smallest ELF files that have what a loader reads.
final class SmallElf {
  private static final int HEADERS = 64;
  private static final int ENTRY = 56;
  private static final int BASE = 0x1000;

  private SmallElf() {}

  static byte[] library(String soname, List<String> needed, String runpath, String interpreter) {
    Table strings = new Table();
    List<long[]> dynamic = new ArrayList<>();
    needed.forEach(name -> dynamic.add(new long[] {1, strings.add(name)}));
    dynamic.add(new long[] {14, strings.add(soname)});
    dynamic.add(new long[] {29, strings.add(runpath)});
    byte[] interp = (interpreter + "\0").getBytes(StandardCharsets.UTF_8);
    int interpAt = HEADERS + 3 * ENTRY;
    int dynamicAt = interpAt + interp.length;
    int dynamicSize = (dynamic.size() + 3) * 16;
    int stringsAt = dynamicAt + dynamicSize;
    int end = stringsAt + strings.size();
    dynamic.add(new long[] {5, BASE + stringsAt});
    dynamic.add(new long[] {10, strings.size()});
    dynamic.add(new long[] {0, 0});
    ByteWriter out = header(3);
    segment(out, 3, interpAt, interp.length);
    segment(out, 1, 0, end);
    segment(out, 2, dynamicAt, dynamicSize);
    out.at(interpAt).bytes(interp);
    out.at(dynamicAt);
    dynamic.forEach(entry -> out.u64(entry[0]).u64(entry[1]));
    return out.at(stringsAt).bytes(strings.toBytes()).toBytes();
  }

  static byte[] withoutDynamicSection() {
    ByteWriter out = header(1);
    segment(out, 1, 0, HEADERS + ENTRY);
    return out.toBytes();
  }

  private static ByteWriter header(int segments) {
    return new ByteWriter()
        .bytes((byte) 0x7f, (byte) 'E', (byte) 'L', (byte) 'F', (byte) 2, (byte) 1, (byte) 1)
        .zeros(9)
        .u16(3)
        .u16(ElfFile.X86_64)
        .u32(1)
        .u64(0)
        .u64(HEADERS)
        .u64(0)
        .u32(0)
        .u16(HEADERS)
        .u16(ENTRY)
        .u16(segments)
        .zeros(6)
        .at(HEADERS);
  }

  private static void segment(ByteWriter out, int type, int offset, int size) {
    out.u32(type).u32(4).u64(offset).u64(BASE + offset).u64(BASE + offset).u64(size).u64(size);
    out.u64(1);
  }

  /// A string table, whose first byte is zero.
  private static final class Table {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Table() {
      content.write(0);
    }

    long add(String text) {
      long index = content.size();
      content.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
      return index;
    }

    int size() {
      return content.size();
    }

    byte[] toBytes() {
      return content.toByteArray();
    }
  }
}
