package coffer.sgx.enclave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import coffer.bytes.Bytes;
import coffer.testkit.EnclaveElf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// MRENCLAVE against a second implementation that knows the layout of the sample by heart and goes
/// page by page.
class EnclaveMeasurementTest {
  private static final EnclaveElf ELF = EnclaveElf.ofSdk(21);

  @Test
  void everyPageIsHashedAsTheProcessorDoes() throws Exception {
    byte[] signed = SampleEnclaves.signed();
    EnclaveMeasurement found = EnclaveIdentity.of(EnclaveFile.parse(signed)).measurement();
    Processor processor = new Processor(1, 0x80000);
    byte[] loaded = loaded(signed);
    processor.file(loaded, 0, length(loaded, 0), 0x201);
    processor.file(loaded, 0x1000, 0x123, 0x205);
    processor.file(Arrays.copyOfRange(loaded, 0x2000, 0x3000), 0x2000, 0x1000, 0x203);
    processor.page(0x3000, 0x203, new byte[4096]); // bss
    for (long heap = 0x4000; heap < 0x8000; heap += 0x1000) {
      processor.page(heap, 0x203, new byte[0]);
    }
    processor.thread(0x8000);
    processor.thread(0x8000 + 0x37000);
    assertEquals(processor.mrEnclave(), found.mrEnclave());
    assertEquals(4 + 4 + 2 * 7, found.addedPages());
    assertEquals(4 + 2 * 7, found.measuredPages());
  }

  private static int length(byte[] file, int segment) {
    return (int)
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(64 + segment * 56 + 32);
  }

  /// The file as the loader patches it: section table out, global data in.
  private static byte[] loaded(byte[] signed) {
    byte[] file = signed.clone();
    ByteBuffer.wrap(file).putLong(40, 0).putShort(60, (short) 0).putShort(62, (short) 0);
    int template = ELF.metadataOffset() + 1888 + 72;
    System.arraycopy(signed, template, file, 0x2040 + 256, 1760);
    // Only the segment's own bytes reach its pages.
    Arrays.fill(file, 0x2000, 0x2040, (byte) 0);
    Arrays.fill(file, 0x2040 + 256 + 1760, 0x3000, (byte) 0);
    return file;
  }

  @Test
  void manyPagesOfOneKindAreAsManySingleOnes() {
    for (boolean measured : List.of(false, true)) {
      RecordStream together = new RecordStream(0);
      RecordStream apart = new RecordStream(0);
      byte[] page = new byte[4096];
      Arrays.fill(page, (byte) 0xCC);
      int count = measured ? 70 : 6000;
      together.create(1, 1 << 30);
      apart.create(1, 1 << 30);
      together.pages(0x7000, count, 0x203, measured, page);
      for (int i = 0; i < count; i++) {
        apart.pages(0x7000 + i * 0x1000L, 1, 0x203, measured, page);
      }
      assertEquals(apart.finish(), together.finish());
    }
  }

  @Test
  void anImageOffsetMovesEveryPage() {
    RecordStream moved = new RecordStream(0x5000);
    RecordStream there = new RecordStream(0);
    moved.pages(0x1000, 3, 0x203, true, new byte[4096]);
    there.pages(0x6000, 3, 0x203, true, new byte[4096]);
    assertEquals(there.finish(), moved.finish());
  }

  @Test
  void pagesWithTextRelocationsBecomeWritable() {
    EnclaveElf elf = EnclaveElf.ofSdk(21).withTextRelocation();
    EnclaveDraft with =
        EnclaveDraft.of(
            EnclaveFile.parse(elf.toBytes()),
            EnclaveConfig.parse(SampleEnclaves.CONFIG),
            SdkProfile.parse("2.21"),
            Set.of(Tolerance.TEXT_RELOCATIONS));
    EnclaveDraft without = SampleEnclaves.draft(ELF, SampleEnclaves.CONFIG, "2.21");
    assertNotEquals(without.measurement().mrEnclave(), with.measurement().mrEnclave());
  }

  @ParameterizedTest
  @CsvSource({"20, 2.20", "21, 2.21-occlum", "22, 2.22", "24, 2.24", "25, 2.25", "28, 2.28"})
  void everyVersionSignsWhatItMeasures(int minor, String sdk) {
    for (String more :
        List.of(
            "",
            "<TCSMaxNum>9</TCSMaxNum><MiscSelect>1</MiscSelect><UserRegionSize>0x100000</UserRegionSize>",
            "<MiscSelect>1</MiscSelect><MiscMask>0</MiscMask><TCSMaxNum>9</TCSMaxNum>",
            "<ReservedMemMaxSize>0x4000</ReservedMemMaxSize><ReservedMemExecutable>1</ReservedMemExecutable>")) {
      String config = SampleEnclaves.CONFIG.replace("</Enclave", more + "</Enclave");
      EnclaveElf elf = EnclaveElf.ofSdk(minor).withThreadLocals(5000);
      EnclaveFile signed = EnclaveFile.parse(SampleEnclaves.signed(elf, config, sdk));
      assertEquals(List.of(), EnclaveIdentity.of(signed).problems());
      for (EnclaveMetadata metadata : signed.metadata()) {
        assertEquals(
            metadata.sigStruct().body().mrEnclave(),
            EnclaveBuild.measure(signed, metadata).mrEnclave(),
            () -> sdk + " " + metadata.version());
      }
    }
  }

  /// ECREATE, EADD and EEXTEND, one at a time.
  private static final class Processor {
    private final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");

    Processor(int ssaFrame, long size) throws Exception {
      sha256.update(record("ECREATE\0").putInt(ssaFrame).putLong(size).array());
    }

    private static ByteBuffer record(String tag) {
      return ByteBuffer.allocate(64)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(tag.getBytes(StandardCharsets.US_ASCII));
    }

    void page(long address, long flags, byte[] content) {
      sha256.update(record("EADD\0\0\0\0").putLong(address).putLong(flags).array());
      for (int i = 0; i < content.length; i += 256) {
        sha256.update(record("EEXTEND\0").putLong(address + i).array());
        sha256.update(content, i, 256);
      }
    }

    void file(byte[] file, int address, int size, long flags) {
      int from = file.length == 0x1000 ? 0 : address;
      byte[] content = Arrays.copyOf(Arrays.copyOfRange(file, from, from + size), 0x1000);
      page(address, flags, content);
    }

    /// Guard, stack, guard, TCS, SSA, guard, TD.
    void thread(long start) {
      byte[] stack = new byte[4096];
      Arrays.fill(stack, (byte) 0xCC);
      for (int i = 0; i < 3; i++) {
        page(start + 0x10000 + i * 0x1000L, 0x203, stack);
      }
      long tcs = start + 0x10000 + 0x3000 + 0x10000;
      ByteBuffer control = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
      control.putLong(16, tcs + 0x1000).putInt(28, 2).putLong(32, 0x1010);
      control.putLong(48, tcs + 0x13000).putLong(56, tcs + 0x13000);
      control.putInt(64, -1).putInt(68, -1);
      page(tcs, 0x100, control.array());
      page(tcs + 0x1000, 0x203, new byte[4096]);
      page(tcs + 0x2000, 0x203, new byte[4096]);
      page(tcs + 0x13000, 0x203, new byte[4096]);
    }

    Bytes mrEnclave() {
      return Bytes.of(sha256.digest());
    }
  }
}
