package coffer.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CursorTest {
  private static final byte[] SAMPLE =
      new ByteWriter(1)
          .u8(0xfe)
          .u16(0x1234)
          .u32(0x89abcdef)
          .u64(0x0123456789abcdefL)
          .zeros(3)
          .at(18)
          .bytes((byte) 7, (byte) 8)
          .toBytes();

  @Test
  void readsWhatWasWritten() {
    ByteReader in = new ByteReader(SAMPLE);
    assertEquals(0xfe, in.u8());
    assertEquals(0x1234, in.u16());
    assertEquals(0x89abcdef, in.u32());
    assertEquals(0x0123456789abcdefL, in.u64());
    in.zeros(3);
    assertEquals(Bytes.parseHex("0708"), in.at(18).bytes(2));
    in.end();
  }

  @Test
  void littleEndian() {
    assertArrayEquals(new byte[] {0x34, 0x12}, new ByteWriter().u16(0x1234).toBytes());
  }

  @Test
  void theEndNamesTheOffset() {
    ByteReader in = new ByteReader(new byte[5]);
    in.skip(3);
    assertEquals(
        "at 0x3: 4 more bytes wanted, 2 left",
        assertThrows(MalformedException.class, in::u32).getMessage());
    assertEquals(
        "at 0x3: 2 trailing bytes", assertThrows(MalformedException.class, in::end).getMessage());
  }

  @Test
  void reservedBytesMustBeZero() {
    ByteReader in = new ByteReader(new byte[] {0, 1});
    assertEquals(
        "at 0x1: reserved byte is not zero",
        assertThrows(MalformedException.class, () -> in.zeros(2)).getMessage());
  }

  @Test
  void secretsDoNotPrint() {
    try (SecretBytes secret = SecretBytes.of(new byte[] {1, 2, 3})) {
      assertEquals("secret of 3 bytes", secret.toString());
    }
  }

  @Test
  void digestsAreStrict() {
    assertEquals(
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Digest.sha256Of().toString());
    assertThrows(MalformedException.class, () -> Digest.parse("sha256:E3"));
    assertThrows(MalformedException.class, () -> Digest.parse("sha512:" + "0".repeat(128)));
  }

  @Test
  void writerGrowsForOneLongField() {
    byte[] content = new byte[100];
    content[99] = 7;
    byte[] written = new ByteWriter(4).u16(1).bytes(content).toBytes();
    assertEquals(102, written.length);
    assertEquals(7, written[101]);
  }
}
