package coffer.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes the smallest ELF shared object that has every part of an SGX enclave of the SDK: segments
/// of three kinds, symbols, relocations, `g_global_data`, and the note for metadata. It runs
/// nothing.
public final class EnclaveElf {
  /// Where the writable segment is loaded.
  public static final int DATA_ADDRESS = 0x2040;

  /// Where the segment with the code is loaded.
  public static final int TEXT_ADDRESS = 0x1000;

  private static final int TABLES = 0x200;
  private static final int TEXT = 0x1000;
  private static final int DATA = 0x2040;
  private static final int NOTE = 0x3000;
  private static final int TEXT_SIZE = 0x123;

  /// Where the configuration's MAC goes, behind the code: 47 bytes, then a gap of one.
  private static final int BUILTIN_CONFIG = 0x130;

  private static final int BUILTIN_CONFIG_SIZE = 47;
  private static final int DYNAMIC_SIZE = 16 * 16;
  private static final int BSS = 0x1388;
  private static final int NOTE_HEAD = 12 + 13;

  private final int sdkMinor;
  private int threadLocalSize;
  private boolean textRelocation;
  private String undefinedSymbol = "";
  private String extraSection = "";
  private boolean builtinConfig;

  private EnclaveElf(int sdkMinor) {
    this.sdkMinor = sdkMinor;
  }

  /// As built with SDK 2.`sdkMinor`: 20 to 28.
  public static EnclaveElf ofSdk(int sdkMinor) {
    return new EnclaveElf(sdkMinor);
  }

  public EnclaveElf withThreadLocals(int size) {
    threadLocalSize = size;
    return this;
  }

  public EnclaveElf withTextRelocation() {
    textRelocation = true;
    return this;
  }

  public EnclaveElf withUndefinedSymbol(String name) {
    undefinedSymbol = name;
    return this;
  }

  public EnclaveElf withSection(String name) {
    extraSection = name;
    return this;
  }

  /// With the section in which the library OS of Occlum holds the MAC of its configuration.
  public EnclaveElf withBuiltinConfig() {
    builtinConfig = true;
    return this;
  }

  private int textSize() {
    return builtinConfig ? BUILTIN_CONFIG + BUILTIN_CONFIG_SIZE + 1 : TEXT_SIZE;
  }

  private int blockSize() {
    return sdkMinor < 24 ? 0x5000 : 0x6000;
  }

  private int globalDataSize() {
    return sdkMinor < 25 ? 1760 : 1768;
  }

  private int dataSize() {
    return DYNAMIC_SIZE + globalDataSize();
  }

  /// Where the metadata begin in the file.
  public int metadataOffset() {
    return NOTE + NOTE_HEAD;
  }

  /// The bytes of the file.
  public byte[] toBytes() {
    Table symbolNames = new Table();
    byte[] symbols = symbols(symbolNames);
    byte[] relocations = relocations();
    int stringsAt = TABLES + symbols.length;
    int relocationsAt = (stringsAt + symbolNames.size() + 7) & -8;
    int note = (NOTE_HEAD + blockSize() + 3) & -4;
    Table sectionNames = new Table();
    byte[] sections = sections(sectionNames, symbols.length, note);
    int sectionNamesAt = NOTE + note;
    int sectionsAt = (sectionNamesAt + sectionNames.size() + 7) & -8;
    ByteBuffer file = buffer(sectionsAt + sections.length);
    header(file, sectionsAt, sections.length / 64);
    file.position(64);
    segments(file, relocationsAt + relocations.length);
    put(file, TABLES, symbols);
    put(file, stringsAt, symbolNames.toBytes());
    put(file, relocationsAt, relocations);
    for (int i = 0; i < TEXT_SIZE; i++) {
      file.put(TEXT + i, (byte) (i * 7));
    }
    put(file, DATA, dynamic(stringsAt, symbolNames.size(), relocationsAt, relocations.length));
    file.putLong(DATA + DYNAMIC_SIZE, (2L << 32) | (sdkMinor << 16) | 100);
    file.position(NOTE);
    file.putInt(13).putInt(blockSize()).putInt(1).put(ascii("sgx_metadata\0"));
    put(file, sectionNamesAt, sectionNames.toBytes());
    put(file, sectionsAt, sections);
    ByteBuffer last = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int names = sectionsAt + sections.length - 64;
    last.putLong(names + 24, sectionNamesAt).putLong(names + 32, sectionNames.size());
    return file.array();
  }

  private byte[] symbols(Table names) {
    List<long[]> symbols = new ArrayList<>();
    symbols.add(new long[] {names.add("enclave_entry"), 0x12, 1, TEXT_ADDRESS + 0x10, 16});
    symbols.add(
        new long[] {
          names.add("g_global_data"), 0x11, 2, DATA_ADDRESS + DYNAMIC_SIZE, globalDataSize()
        });
    symbols.add(new long[] {names.add("weak_hook"), 0x20, 0, 0, 0});
    if (!undefinedSymbol.isEmpty()) {
      symbols.add(new long[] {names.add(undefinedSymbol), 0x10, 0, 0, 0});
    }
    ByteBuffer out = buffer(24 * (symbols.size() + 1)).position(24);
    for (long[] symbol : symbols) {
      out.putInt((int) symbol[0]).put((byte) symbol[1]).put((byte) 0).putShort((short) symbol[2]);
      out.putLong(symbol[3]).putLong(symbol[4]);
    }
    return out.array();
  }

  private byte[] relocations() {
    ByteBuffer out = buffer(24 * (textRelocation ? 3 : 2));
    out.putLong(DATA_ADDRESS + DYNAMIC_SIZE + 16).putLong(8).putLong(0x10); // RELATIVE
    out.putLong(DATA_ADDRESS + DYNAMIC_SIZE + 24).putLong(8).putLong(0x20);
    if (textRelocation) {
      out.putLong(TEXT_ADDRESS + 0x83).putLong(8).putLong(0x30);
    }
    return out.array();
  }

  private byte[] dynamic(int strings, int stringsSize, int relocations, int relocationsSize) {
    ByteBuffer out = buffer(DYNAMIC_SIZE);
    out.putLong(5).putLong(strings).putLong(10).putLong(stringsSize);
    out.putLong(6).putLong(TABLES).putLong(11).putLong(24);
    out.putLong(7).putLong(relocations).putLong(8).putLong(relocationsSize);
    if (textRelocation) {
      out.putLong(22).putLong(0);
    }
    return out.array();
  }

  private void header(ByteBuffer out, int sectionsAt, int sectionCount) {
    out.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
    out.putShort((short) 3).putShort((short) 62).putInt(1).putLong(0).putLong(64);
    out.putLong(sectionsAt).putInt(0).putShort((short) 64).putShort((short) 56);
    out.putShort((short) (threadLocalSize > 0 ? 5 : 4)).putShort((short) 64);
    out.putShort((short) sectionCount).putShort((short) (sectionCount - 1));
  }

  private void segments(ByteBuffer out, int tablesEnd) {
    segment(out, 1, 4, 0, 0, tablesEnd, tablesEnd, 0x1000);
    segment(out, 1, 5, TEXT, TEXT_ADDRESS, textSize(), textSize(), 0x1000);
    segment(out, 1, 6, DATA, DATA_ADDRESS, dataSize(), dataSize() + BSS, 0x1000);
    segment(out, 2, 6, DATA, DATA_ADDRESS, DYNAMIC_SIZE, DYNAMIC_SIZE, 8);
    if (threadLocalSize > 0) {
      segment(out, 7, 4, DATA, DATA_ADDRESS, 0, threadLocalSize, 16);
    }
  }

  private static void segment(
      ByteBuffer out,
      int type,
      int flags,
      int offset,
      int address,
      int size,
      int memory,
      int align) {
    out.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(address);
    out.putLong(size).putLong(memory).putLong(align);
  }

  private byte[] sections(Table names, int symbolsSize, int note) {
    List<long[]> sections = new ArrayList<>();
    sections.add(new long[] {names.add(".dynsym"), 11, TABLES, TABLES, symbolsSize, 8});
    sections.add(new long[] {names.add(".text"), 1, TEXT_ADDRESS, TEXT, TEXT_SIZE, 16});
    if (!extraSection.isEmpty()) {
      sections.add(new long[] {names.add(extraSection), 1, TEXT_ADDRESS, TEXT, 16, 1});
    }
    if (builtinConfig) {
      sections.add(
          new long[] {
            names.add(".builtin_config"),
            1,
            TEXT_ADDRESS + BUILTIN_CONFIG,
            TEXT + BUILTIN_CONFIG,
            BUILTIN_CONFIG_SIZE,
            1
          });
    }
    sections.add(new long[] {names.add(".note.sgxmeta"), 7, 0, NOTE, note, 4});
    sections.add(new long[] {names.add(".shstrtab"), 3, 0, 0, 0, 1});
    ByteBuffer out = buffer(64 * (sections.size() + 1)).position(64);
    for (long[] section : sections) {
      out.putInt((int) section[0]).putInt((int) section[1]).putLong(0).putLong(section[2]);
      out.putLong(section[3]).putLong(section[4]).putLong(0).putLong(section[5]).putLong(0);
    }
    return out.array();
  }

  private static void put(ByteBuffer file, int at, byte[] content) {
    file.put(at, content);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// A string table, whose first byte is zero.
  private static final class Table {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Table() {
      content.write(0);
    }

    long add(String text) {
      long index = content.size();
      content.writeBytes(ascii(text + "\0"));
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
