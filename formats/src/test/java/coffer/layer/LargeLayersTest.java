package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import coffer.tar.RawTar;
import coffer.tar.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

/// Layers that need several groups, index blocks of extents, or more than one block of group
/// descriptors. hcsshim's converter printed the expected hashes for the same bytes.
class LargeLayersTest {
  @Test
  void fileOfSixExtents() throws IOException {
    assertEquals(
        "ab9368b1e37cd5e74f47d0091ef42ddbd33afa0105e05acdfaccd9b9f830c671",
        measure(zeros(700L << 20)).rootHash().toHex());
  }

  @Test
  void fortyThousandInodesInTwoGroups() throws IOException {
    byte[] tar =
        Tars.tar(
            out -> {
              for (int i = 0; i < 40_000; i++) {
                out.entry(TarEntry.file("d%d/f%d".formatted(i % 300, i), 0644, 0));
              }
            });
    assertEquals(
        "aa63539c5e2b9aa4c5ac9f7076cf70515897c3bb7c2eff4f19b2d131b4f7599b",
        measure(new ByteArrayInputStream(tar)).rootHash().toHex());
  }

  @Test
  void seventeenGigabytesOfHoleNeedASecondDescriptorBlock() throws IOException {
    assertEquals(
        "123be68b4a0aba7b648b457ac702fa8b2d367364d04fe4a2ffd913cc7d1c5150",
        measure(hole(17L << 30)).rootHash().toHex());
  }

  @Test
  void holesAreZeros() throws IOException {
    assertEquals(measure(zeros(3_000_000)).rootHash(), measure(hole(3_000_000)).rootHash());
  }

  @Test
  void fileThatIsTooLargeIsRefusedAtOnce() {
    MalformedException refusal =
        assertThrows(MalformedException.class, () -> measure(hole((128L << 30) + 1)));
    assertEquals(
        "entry 1 'big': the file system would be larger than 137438953472 bytes",
        refusal.getMessage());
  }

  private static LayerHash measure(InputStream tar) throws IOException {
    try (HashWorkers workers = HashWorkers.ofAllCores()) {
      return LayerHash.measure(tar, workers);
    }
  }

  /// A file of zeros that the archive holds.
  static InputStream zeros(long size) {
    byte[] header = new RawTar().header("big", '0', size).toBytes();
    return new SequenceInputStream(new ByteArrayInputStream(header), new Zeros(size));
  }

  /// A file of zeros that the archive does not hold.
  static InputStream hole(long size) {
    return new ByteArrayInputStream(
        new RawTar()
            .pax(
                "GNU.sparse.major=0",
                "GNU.sparse.minor=1",
                "GNU.sparse.size=" + size,
                "GNU.sparse.numblocks=0",
                "GNU.sparse.map=")
            .header("big", '0', 0)
            .end());
  }

  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int count = (int) Math.min(left, length);
      java.util.Arrays.fill(buffer, offset, offset + count, (byte) 0);
      left -= count;
      return count == 0 && length > 0 ? -1 : count;
    }
  }
}
