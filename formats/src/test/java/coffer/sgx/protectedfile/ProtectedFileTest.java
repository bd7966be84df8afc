package coffer.sgx.protectedfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.testkit.Mutations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ProtectedFileTest {
  private static final Protection PLAIN = SampleContent.PLAIN;
  private static final Protection KEY = SampleContent.userKey(1);

  @Test
  void macsAreThoseOfTheReference() {
    assertEquals(
        "ae8b1e79a02835e8083677b7395a069d",
        ProtectedFile.protect("empty.protected", new byte[0], PLAIN).mac().toHex());
    assertEquals(
        "dafafb300a3de2c93ecd09ccf9ab8a5d",
        ProtectedFile.protect("huge", SampleContent.of("protect-third-level", 12_979_205), PLAIN)
            .mac()
            .toHex());
  }

  @Test
  void everySizeIsReadAsItWasWritten() {
    for (int size : SampleContent.SIZES) {
      byte[] content = SampleContent.of("size", size);
      for (Protection protection : List.of(PLAIN, KEY)) {
        ProtectedFile file = ProtectedFile.protect("f", content, protection);
        assertEquals(Nodes.fileSize(size), file.content().length);
        assertArrayEquals(content, ProtectedFile.unprotect("f", file.content(), protection));
      }
    }
  }

  @Test
  void severalThreadsWriteTheSameFile() throws IOException {
    for (int size : SampleContent.SIZES) {
      byte[] content = SampleContent.of("threads", size);
      for (Protection protection : List.of(PLAIN, KEY)) {
        byte[] file = new byte[(int) Nodes.fileSize(size)];
        try (NodeWorkers workers = NodeWorkers.of(3)) {
          Bytes mac =
              ProtectedFileWriter.await(
                  ProtectedFileWriter.start(
                      new MemoryFile(file),
                      "f",
                      new ByteArrayInputStream(content),
                      size,
                      protection,
                      workers));
          ProtectedFile expected = ProtectedFile.protect("f", content, protection);
          assertEquals(expected.mac(), mac);
          assertArrayEquals(expected.content(), file);
        }
      }
    }
  }

  @Test
  void contentOfAnotherSizeThanSaidIsRefused() {
    for (int said : List.of(4, 6, 5000)) {
      MemoryFile out = new MemoryFile(new byte[3 * Nodes.SIZE]);
      ByteArrayInputStream content = new ByteArrayInputStream(new byte[5]);
      assertThrows(
          MalformedException.class,
          () -> ProtectedFileWriter.write(out, "f", content, said, PLAIN));
      assertTrue(out.closed);
    }
  }

  @Test
  void aWriteThatFailsInAnyThreadFailsTheFile() {
    for (int size : List.of(0, 5000, 2_000_000)) {
      NodeSink full =
          new NodeSink() {
            @Override
            public void write(byte[] bytes, int offset, int length, long position)
                throws IOException {
              throw new IOException("disk full");
            }

            @Override
            public void close() {}
          };
      try (NodeWorkers workers = NodeWorkers.of(2)) {
        ByteArrayInputStream content = new ByteArrayInputStream(new byte[size]);
        IOException failure =
            assertThrows(
                IOException.class,
                () ->
                    ProtectedFileWriter.await(
                        ProtectedFileWriter.start(full, "f", content, size, PLAIN, workers)));
        assertEquals("disk full", failure.getMessage());
      }
    }
  }

  @Test
  void namesAreOneComponentOfAPath() {
    for (String name : List.of("", "a/b", "a\0", "n".repeat(259), "ü".repeat(130))) {
      assertThrows(
          MalformedException.class, () -> ProtectedFile.protect(name, new byte[1], PLAIN), name);
    }
    String longest = "n".repeat(258);
    byte[] file = ProtectedFile.protect(longest, new byte[1], PLAIN).content();
    assertEquals(1, ProtectedFile.unprotect(longest, file, PLAIN).length);
  }

  @Test
  void anotherNameKeyOrModeIsRefusedAndSaysSo() {
    byte[] plain = ProtectedFile.protect("f", new byte[9], PLAIN).content();
    byte[] secret = ProtectedFile.protect("f", new byte[9], KEY).content();
    assertRefused("under the name 'f', want 'g'", "g", plain, PLAIN);
    assertRefused("under the name 'f', want 'g'", "g", secret, KEY);
    assertRefused("another key", "f", secret, SampleContent.userKey(2));
    assertRefused("no key was given", "f", secret, PLAIN);
    assertRefused("integrity-only", "f", plain, KEY);
  }

  private static void assertRefused(String part, String name, byte[] file, Protection protection) {
    IntegrityException problem =
        assertThrows(
            IntegrityException.class, () -> ProtectedFile.unprotect(name, file, protection));
    assertTrue(problem.getMessage().contains(part), problem.getMessage());
    assertTrue(problem.getMessage().startsWith("at 0x"), problem.getMessage());
  }

  @Test
  void anyFlippedBitIsNoticed() {
    for (Protection protection : List.of(PLAIN, KEY)) {
      byte[] file =
          ProtectedFile.protect("f", SampleContent.of("bits", 3073), protection).content();
      Mutations.bitFlips(file, 0, 110).forEach(changed -> assertNoticed(changed, protection));
      for (int at = 110; at < file.length; at += 37) {
        byte[] changed = file.clone();
        changed[at] ^= (byte) (1 << at % 8);
        assertNoticed(changed, protection);
      }
    }
  }

  @Test
  void aCutOrLongerFileIsNoticed() {
    byte[] file = ProtectedFile.protect("f", SampleContent.of("cut", 9000), PLAIN).content();
    for (int length = 0; length < file.length; length += 511) {
      assertNoticed(Arrays.copyOf(file, length), PLAIN);
    }
    assertNoticed(Arrays.copyOf(file, file.length - Nodes.SIZE), PLAIN);
    assertNoticed(Arrays.copyOf(file, file.length + Nodes.SIZE), PLAIN);
    assertNoticed(Mutations.extended(file), PLAIN);
  }

  @Test
  void swappedNodesAreNoticed() {
    for (Protection protection : List.of(PLAIN, KEY)) {
      byte[] file =
          ProtectedFile.protect("f", SampleContent.of("swap", 20_000), protection).content();
      byte[] swapped = file.clone();
      System.arraycopy(file, 2 * Nodes.SIZE, swapped, 3 * Nodes.SIZE, Nodes.SIZE);
      System.arraycopy(file, 3 * Nodes.SIZE, swapped, 2 * Nodes.SIZE, Nodes.SIZE);
      IntegrityException problem =
          assertThrows(
              IntegrityException.class, () -> ProtectedFile.unprotect("f", swapped, protection));
      assertTrue(problem.getMessage().startsWith("at 0x2000: node 2"), problem.getMessage());
    }
  }

  private static void assertNoticed(byte[] file, Protection protection) {
    try {
      ProtectedFile.unprotect("f", file, protection);
    } catch (MalformedException | IntegrityException _) {
      return;
    }
    throw new AssertionError("a changed file was accepted");
  }

  @Test
  void encryptedFilesAreReproducibleAndDifferWithKeyNameAndContent() {
    byte[] content = SampleContent.of("secret", 10_000);
    byte[] file = ProtectedFile.protect("f", content, KEY).content();
    assertArrayEquals(file, ProtectedFile.protect("f", content, KEY).content());
    byte[] renamed = ProtectedFile.protect("g", content, KEY).content();
    byte[] rekeyed = ProtectedFile.protect("f", content, SampleContent.userKey(2)).content();
    content[9_999] ^= 1;
    byte[] changed = ProtectedFile.protect("f", content, KEY).content();
    for (byte[] other : List.of(renamed, rekeyed, changed)) {
      assertFalse(Arrays.equals(keyId(file), keyId(other)));
      assertNotEquals(node(file, 3), node(other, 3));
    }
    assertEquals(node(file, 2), node(changed, 2));
    assertNotEquals(node(file, 2), node(renamed, 2));
  }

  /// The derivation of [NodeKeys] with the JDK's own HKDF.
  @Test
  void nodeKeysAreDerivedAsDocumented() throws Exception {
    byte[] content = SampleContent.of("hkdf", 5000);
    byte[] file = ProtectedFile.protect("f", content, KEY).content();
    byte[] plain = Arrays.copyOf(Arrays.copyOfRange(content, Nodes.HEAD, 5000), Nodes.SIZE);
    byte[] userKey = ((Protection.UserKey) KEY).key().reveal();
    ByteBuffer info =
        ByteBuffer.allocate(9 + 2 + 8 + 32)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("node key\0f\0".getBytes(StandardCharsets.US_ASCII))
            .putLong(2)
            .put(Digest.sha256().digest(plain));
    byte[] nodeKey =
        KDF.getInstance("HKDF-SHA256")
            .deriveData(
                HKDFParameterSpec.ofExtract()
                    .addSalt("coffer protected file".getBytes(StandardCharsets.US_ASCII))
                    .addIKM(userKey)
                    .thenExpand(info.array(), 16));
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(nodeKey, "AES"),
        new GCMParameterSpec(128, new byte[12]));
    assertEquals(node(file, 2), Bytes.of(gcm.doFinal(plain)).slice(0, Nodes.SIZE));
  }

  /// RFC 4493, section 4, examples 2 and 3.
  @Test
  void cmacIsThatOfTheRfc() {
    byte[] key = Bytes.parseHex("2b7e151628aed2a6abf7158809cf4f3c").toArray();
    byte[] message =
        Bytes.parseHex(
                "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                    + "30c81c46a35ce411")
            .toArray();
    assertEquals(
        "070a16b46b4d4144f79bdd9dd04a287c",
        Bytes.of(Aes.cmac(key, Arrays.copyOf(message, 16))).toHex());
    assertEquals("dfa66747de9ae63030ca32611497c827", Bytes.of(Aes.cmac(key, message)).toHex());
  }

  @Test
  void keysHaveSixteenBytes() {
    SecretBytes key = SecretBytes.of(new byte[32]);
    assertThrows(IllegalArgumentException.class, () -> new Protection.UserKey(key));
  }

  private static byte[] keyId(byte[] file) {
    return Arrays.copyOfRange(file, MetadataNode.KEY_ID, MetadataNode.KEY_ID + 32);
  }

  private static Bytes node(byte[] file, int node) {
    return Bytes.of(file).slice(node * Nodes.SIZE, (node + 1) * Nodes.SIZE);
  }

  private static final class MemoryFile implements NodeSink {
    private final byte[] file;
    private boolean closed;

    MemoryFile(byte[] file) {
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, long position) {
      System.arraycopy(bytes, offset, file, (int) position, length);
    }

    @Override
    public void close() {
      assertFalse(closed);
      closed = true;
    }
  }
}
