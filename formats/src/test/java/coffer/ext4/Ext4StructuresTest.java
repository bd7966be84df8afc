package coffer.ext4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The structures on their own; whole images are in the tests of layers.
class Ext4StructuresTest {
  private static final Superblock SUPERBLOCK = new Superblock(32, 14, 32754, 21, 16);

  @Test
  void superblockComesBack() {
    byte[] bytes = superblock();
    assertEquals(Superblock.SIZE, bytes.length);
    assertEquals(SUPERBLOCK, Superblock.parse(MemorySegment.ofArray(bytes)));
  }

  @Test
  void superblockOfAnotherKindIsNamed() {
    byte[] bytes = superblock();
    bytes[0x38] ^= 1;
    MalformedException refusal =
        assertThrows(
            MalformedException.class, () -> Superblock.parse(MemorySegment.ofArray(bytes)));
    assertEquals("superblock: magic 0xef53 wanted, found 0xef52", refusal.getMessage());
  }

  @Test
  void truncatedSuperblocksAreRefused() {
    Mutations.truncations(superblock())
        .forEach(
            cut ->
                assertThrows(
                    MalformedException.class, () -> Superblock.parse(MemorySegment.ofArray(cut))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 5, 0x1400000001",
    "-1, 0, 0xffffffffffffffff",
    "-2147483648, 0, 0xffffffff80000000",
    "-2147483649, 0, 0x80000000",
    "15032385535, 7, 0x1f7fffffff",
    "15032385536, 7, 0x37fffffff",
    "-62135596800, 0, 0",
    "-62135596800, 1, 0x80000000",
  })
  void timesAreEncodedAsTheConverterDoes(long seconds, int nanoseconds, String expected) {
    assertEquals(
        Long.parseUnsignedLong(expected.replace("0x", ""), 16),
        Ext4Time.encode(seconds, nanoseconds));
  }

  @Test
  void copiedTimesOfThePastAreOthers() {
    long plain = Ext4Time.encode(1_700_000_000, 123_456_789);
    assertEquals(plain, Ext4Time.copied(plain));
    assertEquals(0, Ext4Time.copied(0));
    assertEquals(0x37fffffffL, Ext4Time.copied(Ext4Time.encode(-1, 0)));
  }

  @Test
  void fourExtentsStandInTheInode() {
    Extents extents = new Extents(100, 4 * 32768);
    assertEquals(0, extents.indexBlocks());
    ByteReader root = new ByteReader(root(extents));
    assertHeader(root, 4, 4, 0);
    for (int i = 0; i < 4; i++) {
      assertLeaf(root, i * 32768, 32768, 100 + i * 32768);
    }
    root.end();
  }

  private static byte[] root(Extents extents) {
    ByteWriter out = new ByteWriter();
    extents.writeRoot(out);
    return out.toBytes();
  }

  @Test
  void fiveExtentsTakeABlockBehindTheData() {
    Extents extents = new Extents(100, 4 * 32768 + 1);
    assertEquals(1, extents.indexBlocks());
    ByteReader root = new ByteReader(root(extents));
    assertHeader(root, 1, 4, 1);
    assertEquals(0, root.u32());
    assertEquals(100 + 4 * 32768 + 1, root.u32());
    ByteReader block = new ByteReader(extents.indexBlock(0));
    assertHeader(block, 5, 340, 0);
    block.skip(4 * 12);
    assertLeaf(block, 4 * 32768, 1, 100 + 4 * 32768);
    block.zeros((int) block.remaining());
  }

  @Test
  void secondIndexBlockIsWrongAsTheConverterHasIt() {
    Extents extents = new Extents(9, 340 * 32768);
    assertEquals(2, extents.indexBlocks());
    ByteReader block = new ByteReader(extents.indexBlock(1));
    assertHeader(block, 338, 340, 0);
    assertLeaf(block, 340 * 32768, 0, 9 + 2 * 340 * 32768);
    assertLeaf(block, 341 * 32768, 32768, 9 + 681 * 32768);
  }

  @ParameterizedTest
  @CsvSource({"11, 11, 1, 16", "40000, 12, 2, 16", "100, 40000, 2, 20000", "33000, 16, 2, 16"})
  void geometryTakesTheFewestGroups(int blocks, int inodes, int groups, int perGroup) {
    assertEquals(new Geometry(groups, perGroup), Geometry.of(blocks, inodes));
  }

  @Test
  void attributesLoseTheirPrefix() {
    assertEquals(new Xattr(1, "a", Bytes.EMPTY), Xattr.of("user.a", Bytes.EMPTY));
    assertEquals(new Xattr(2, "", Bytes.EMPTY), Xattr.of("system.posix_acl_access", Bytes.EMPTY));
    assertEquals(new Xattr(7, "x", Bytes.EMPTY), Xattr.of("system.x", Bytes.EMPTY));
    assertEquals(new Xattr(0, "other", Bytes.EMPTY), Xattr.of("other", Bytes.EMPTY));
    for (String name : List.of("user.a", "system.richacl", "system.x", "security.y", "other")) {
      assertEquals(name, Xattr.of(name, Bytes.EMPTY).fullName());
    }
  }

  @Test
  void attributesFillTheInodeFirst() {
    Xattrs placed = Xattrs.place(attributes("user.a", 60, "user.b", 20, "user.c", 0));
    assertEquals(List.of("a"), names(placed.inline()));
    assertEquals(List.of("b", "c"), names(placed.block()));
    assertEquals(
        List.of("a", "c"),
        names(Xattrs.place(attributes("user.a", 40, "user.b", 60, "user.c", 4)).inline()));
  }

  @Test
  void attributesInABlockAreSortedAsTheConverterDoes() {
    Xattrs placed =
        Xattrs.place(
            attributes(
                "user.zz", 100, "user.a", 100, "trusted.b", 100, "security.aaa", 100, "bare", 100));
    assertEquals(List.of("a", "zz", "b", "aaa", "bare"), names(placed.block()));
  }

  @Test
  void attributeBlockHasEntriesInFrontAndValuesBehind() {
    Xattrs placed = Xattrs.place(attributes("user.a", 97, "user.b", 98));
    byte[] block = placed.blockBytes();
    assertEquals(Ext4.BLOCK_SIZE, block.length);
    ByteReader in = new ByteReader(block);
    assertEquals(0xEA020000, in.u32());
    in.skip(28);
    assertEquals(1, in.at(32).u8());
    assertEquals(1, in.u8());
    assertEquals(4096 - 100, in.u16());
    in.zeros(4);
    assertEquals(97, in.u32());
    in.skip(4);
    assertEquals("a\0\0\0", Latin1.of(in.bytes(4).toArray()));
    in.skip(2);
    assertEquals(4096 - 200, in.u16());
    assertEquals('v', block[4095 - 3]);
    assertEquals(0, block[4095]);
  }

  @Test
  void inodeWithoutAttributesEndsWithZeros() {
    ByteWriter out = new ByteWriter();
    Xattrs.NONE.writeInline(out);
    assertArrayEquals(new byte[Inode.EXTRA_SIZE], out.toBytes());
  }

  @Test
  void pathsAreResolvedAsText() {
    assertEquals(List.of("a", "b"), Paths.names("/a//./b/"));
    assertEquals(List.of("b"), Paths.names("../a/../b"));
    assertEquals(List.of(), Paths.names("./.."));
  }

  private static byte[] superblock() {
    ByteWriter out = new ByteWriter(Superblock.SIZE);
    SUPERBLOCK.write(out);
    return out.toBytes();
  }

  private static void assertHeader(ByteReader in, int entries, int room, int depth) {
    assertEquals(0xF30A, in.u16());
    assertEquals(entries, in.u16());
    assertEquals(room, in.u16());
    assertEquals(depth, in.u16());
    assertEquals(0, in.u32());
  }

  private static void assertLeaf(ByteReader in, int block, int length, int start) {
    assertEquals(block, in.u32());
    assertEquals(length, in.u16());
    assertEquals(0, in.u16());
    assertEquals(start, in.u32());
  }

  private static SortedMap<String, Bytes> attributes(Object... namesAndSizes) {
    SortedMap<String, Bytes> attributes = new TreeMap<>();
    for (int i = 0; i < namesAndSizes.length; i += 2) {
      byte[] value = new byte[(Integer) namesAndSizes[i + 1]];
      Arrays.fill(value, (byte) 'v');
      attributes.put((String) namesAndSizes[i], Bytes.of(value));
    }
    return attributes;
  }

  private static List<String> names(List<Xattr> xattrs) {
    return xattrs.stream().map(Xattr::name).toList();
  }
}
