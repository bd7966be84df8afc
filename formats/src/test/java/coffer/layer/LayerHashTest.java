package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.ext4.Superblock;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import coffer.verity.NaiveVerity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerHashTest {
  @TempDir Path folder;

  /// Five megabytes of files, links, folders and extended attributes in blocks of their own, some
  /// of which are written anew after their run is hashed.
  private static final byte[] LAYER =
      Tars.tar(
          out -> {
            Random random = new Random(7);
            for (int i = 0; i < 60; i++) {
              String name = "d" + i % 7;
              Bytes value = Bytes.of(new byte[100 + i]);
              out.entry(
                  TarEntry.directory(name, 0755)
                      .withXattr("user.big" + i, value)
                      .withModified(new TarTime(i, i)));
              byte[] content = new byte[random.nextInt(200_000)];
              random.nextBytes(content);
              Arrays.fill(content, content.length / 2, content.length, (byte) 0);
              Tars.file(out, name + "/f" + i, content);
              out.entry(TarEntry.symlink(name + "/l" + i, "x".repeat(40 + i)));
            }
            Tars.file(out, "d3/.wh..wh..opq");
          });

  @Test
  void imageHasTheRootHashThatTheStreamHad() throws IOException {
    Path image = folder.resolve("image");
    LayerHash hash = write(LAYER, image);
    byte[] bytes = Files.readAllBytes(image);
    assertEquals(hash.imageSize(), bytes.length);
    assertEquals(hash.rootHash(), NaiveVerity.root(bytes));
    assertEquals(Tars.hash(LAYER), hash.rootHash());
    Superblock superblock =
        Superblock.parse(MemorySegment.ofArray(bytes).asSlice(Superblock.OFFSET, Superblock.SIZE));
    assertEquals(hash.imageSize() / 4096, superblock.blocks());
  }

  @Test
  void emptyImageIsWrittenInFull() throws IOException {
    Path image = folder.resolve("image");
    LayerHash hash = write(Tars.tar(_ -> {}), image);
    assertEquals(14 * 4096, Files.size(image));
    assertEquals(hash.rootHash(), NaiveVerity.root(Files.readAllBytes(image)));
  }

  @Test
  void paddingAfterTheArchiveDoesNotCount() {
    assertEquals(Tars.hash(LAYER), Tars.hash(Arrays.copyOf(LAYER, LAYER.length + 10_240)));
    assertEquals(Tars.hash(LAYER), Tars.hash(Arrays.copyOf(LAYER, LAYER.length - 1024)));
  }

  @Test
  void compressionDoesNotCount() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(LAYER);
    }
    try (HashWorkers workers = HashWorkers.ofAllCores();
        InputStream tar = LayerInput.of(new ByteArrayInputStream(compressed.toByteArray()))) {
      assertEquals(Tars.hash(LAYER), LayerHash.of(tar, workers));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void numberOfThreadsDoesNotCount(int threads) throws IOException {
    try (HashWorkers workers = new HashWorkers(threads)) {
      assertEquals(Tars.hash(LAYER), LayerHash.of(new ByteArrayInputStream(LAYER), workers));
    }
  }

  @Test
  void piecesInWhichTheTarComesDoNotCount() throws IOException {
    try (HashWorkers workers = new HashWorkers(2)) {
      InputStream dripping =
          new ByteArrayInputStream(LAYER) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
              return super.read(buffer, offset, Math.min(length, 777));
            }
          };
      assertEquals(Tars.hash(LAYER), LayerHash.of(dripping, workers));
    }
  }

  @Test
  void manyLayersShareTheWorkers() throws Exception {
    try (HashWorkers workers = new HashWorkers(1);
        ExecutorService readers = Executors.newFixedThreadPool(16)) {
      List<Future<Bytes>> hashes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        hashes.add(readers.submit(() -> LayerHash.of(new ByteArrayInputStream(LAYER), workers)));
      }
      for (Future<Bytes> hash : hashes) {
        assertEquals(Tars.hash(LAYER), hash.get());
      }
    }
  }

  @Test
  void modeOwnerTimeAndAttributesCount() {
    TarEntry plain = TarEntry.file("x", 0644, 0);
    List<TarEntry> others =
        List.of(
            TarEntry.file("x", 0600, 0),
            plain.withOwner(1, 0),
            plain.withOwner(0, 1),
            plain.withModified(new TarTime(0, 1)),
            plain.withTimes(TarTime.EPOCH, TarTime.ofSeconds(1), null),
            plain.withTimes(TarTime.EPOCH, null, TarTime.ofSeconds(1)),
            plain.withXattr("user.a", Bytes.EMPTY),
            TarEntry.file("y", 0644, 0));
    Bytes hash = Tars.hash(out -> out.entry(plain));
    for (TarEntry other : others) {
      assertNotEquals(hash, Tars.hash(out -> out.entry(other)), other.toString());
    }
  }

  @Test
  void foldersWithoutAnEntryAreTold() {
    byte[] tar =
        Tars.tar(
            out -> {
              Tars.file(out, "./etc/ssl/certs/a");
              out.entry(TarEntry.directory("etc", 0755));
              Tars.file(out, "usr/.wh..wh..opq");
              Tars.file(out, "usr/lib/x");
            });
    assertEquals(
        List.of("/etc/ssl", "/etc/ssl/certs", "/usr", "/usr/lib"),
        Tars.measure(tar).impliedFolders());
  }

  @Test
  void errorsOfTheStreamComeThrough() {
    try (HashWorkers workers = new HashWorkers(1)) {
      InputStream broken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("the disk is gone");
            }
          };
      IOException failure = assertThrows(IOException.class, () -> LayerHash.of(broken, workers));
      assertEquals("the disk is gone", failure.getMessage());
    }
  }

  @Test
  void interruptionEndsTheWork() {
    try (HashWorkers workers = new HashWorkers(1)) {
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedIOException.class,
          () -> LayerHash.of(new ByteArrayInputStream(LAYER), workers));
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void theWholeStreamIsRead() throws IOException {
    byte[] longer = Arrays.copyOf(LAYER, LAYER.length + 100_000);
    ByteArrayInputStream stream = new ByteArrayInputStream(longer);
    try (HashWorkers workers = new HashWorkers(1)) {
      LayerHash.of(stream, workers);
    }
    assertEquals(0, stream.available());
  }

  @Test
  void failedLayersLeaveTheWorkersUsable() throws IOException {
    byte[] twice =
        Tars.tar(
            out -> {
              Tars.file(out, "x", "1");
              Tars.file(out, "x", "2");
            });
    try (HashWorkers workers = new HashWorkers(1)) {
      for (int i = 0; i < 20; i++) {
        assertThrows(
            coffer.bytes.MalformedException.class,
            () -> LayerHash.of(new ByteArrayInputStream(twice), workers));
      }
      assertEquals(
          Tars.hash(out -> out.entry(TarEntry.file("x", 0644, 1), Latin1.toBytes("1"))),
          LayerHash.of(
              new ByteArrayInputStream(Tars.tar(out -> Tars.file(out, "x", "1"))), workers));
    }
  }

  private static LayerHash write(byte[] tar, Path image) throws IOException {
    try (HashWorkers workers = new HashWorkers(2);
        FileChannel out =
            FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return LayerHash.measure(new ByteArrayInputStream(tar), workers, out);
    }
  }
}
