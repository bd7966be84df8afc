package coffer.occlum;

import coffer.bytes.ByteReader;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.elf.ElfImage;
import coffer.elf.ElfSection;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The place in the library OS that holds the MAC of its configuration: section `.builtin_config`
/// (Occlum 0.31, `src/libos/src/config.rs`), 47 bytes of text that the library OS compares with
/// what it finds at start. It is written before the file is signed, so MRENCLAVE covers it.
public final class BuiltinConfig {
  private static final String SECTION = ".builtin_config";

  /// The text of a MAC without its line feed.
  private static final int TEXT_SIZE = 47;

  private static final int SECTION_HEADERS = 0x28;
  private static final int SECTION_HEADER_SIZE = 64;
  private static final int SIZE_FIELD = 32;

  private BuiltinConfig() {}

  /// A copy of the file `libos` with the MAC (16 bytes) in its place.
  ///
  /// As `objcopy --update-section` does it with the text and a line feed: the section grows by one
  /// byte into the gap behind it, and nothing else moves. Where there is no gap, the line feed,
  /// which nobody reads, is left out.
  public static byte[] embed(byte[] libos, Bytes mac) {
    MemorySegment file = MemorySegment.ofArray(libos).asReadOnly();
    ElfImage elf = ElfImage.parse(file);
    ElfSection section = section(elf);
    section.content(file);
    if (section.size() != TEXT_SIZE && !isFilled(section, file)) {
      throw new MalformedException(
          section.offset(),
          "%s: %d bytes wanted, as Occlum 0.28 to 0.31 have it, found %d"
              .formatted(SECTION, TEXT_SIZE, section.size()));
    }
    byte[] text = MacText.of(mac).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.wrap(libos.clone()).order(ByteOrder.LITTLE_ENDIAN);
    out.put((int) section.offset(), text);
    if (section.size() == TEXT_SIZE && hasGap(elf, section)) {
      out.put((int) section.offset() + TEXT_SIZE, (byte) '\n');
      out.putLong(header(elf, section) + SIZE_FIELD, TEXT_SIZE + 1);
    }
    return out.array();
  }

  /// The MAC, 16 bytes, that the library OS `libos` wants its configuration to have.
  public static Bytes mac(byte[] libos) {
    MemorySegment file = MemorySegment.ofArray(libos).asReadOnly();
    ByteReader in = new ByteReader(section(ElfImage.parse(file)).content(file));
    byte[] text = in.bytes(TEXT_SIZE).toArray();
    try {
      return MacText.parse(new String(text, StandardCharsets.ISO_8859_1));
    } catch (MalformedException e) {
      throw e.within(SECTION);
    }
  }

  private static ElfSection section(ElfImage elf) {
    return elf.section(SECTION)
        .orElseThrow(
            () ->
                new MalformedException(
                    "no section %s: not the library OS of Occlum".formatted(SECTION)));
  }

  /// Whether a MAC and its line feed are there already.
  private static boolean isFilled(ElfSection section, MemorySegment file) {
    if (section.size() != TEXT_SIZE + 1) {
      return false;
    }
    ByteReader in = new ByteReader(section.content(file));
    in.skip(TEXT_SIZE);
    return in.u8() == '\n';
  }

  private static int header(ElfImage elf, ElfSection section) {
    long headers = new ByteReader(elf.file().asSlice(SECTION_HEADERS, 8)).u64();
    int index = elf.sections().indexOf(section);
    return Math.toIntExact(headers + (long) index * SECTION_HEADER_SIZE);
  }

  /// Whether the byte behind the section is in the file and belongs to no other section.
  private static boolean hasGap(ElfImage elf, ElfSection section) {
    long behind = section.offset() + section.size();
    return behind < elf.file().byteSize()
        && elf.sections().stream()
            .filter(other -> other.type() != 0 && other.content(elf.file()).byteSize() > 0)
            .noneMatch(other -> other.offset() <= behind && behind < other.offset() + other.size())
        && elf.loaded().stream()
            .anyMatch(
                segment ->
                    segment.offset() <= section.offset()
                        && behind < segment.offset() + segment.fileSize());
  }
}
