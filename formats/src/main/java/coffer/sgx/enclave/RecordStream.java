package coffer.sgx.enclave;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// What the processor hashes while an enclave is built (Intel Software Developer's Manual, volume
/// 3D, "MRENCLAVE"): records of 64 bytes, one for ECREATE, one for each EADD, sixteen EEXTEND for
/// each measured page, each of those followed by the 256 bytes that it measures.
///
/// An enclave of 28 GB is seven million records, so runs of equal pages are laid out once and only
/// their addresses change; the hash gets many records at a time.
public final class RecordStream {
  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int RECORD = 64;
  private static final int CHUNK = 256;
  private static final int CHUNKS = Pages.SIZE / CHUNK;
  private static final int MEASURED_PAGE = RECORD + CHUNKS * (RECORD + CHUNK);
  private static final int CAPACITY = 32 * MEASURED_PAGE;

  private static final byte[] CREATE = tag("ECREATE\0");
  private static final byte[] ADD = tag("EADD\0\0\0\0");
  private static final byte[] EXTEND = tag("EEXTEND\0");

  private final MessageDigest sha256 = Digest.sha256();
  private final byte[] buffer = new byte[CAPACITY];
  private final long imageOffset;
  private long added;
  private long extended;
  private long hashed;

  /// `imageOffset` is where the enclave begins in its range of addresses: mostly 0.
  public RecordStream(long imageOffset) {
    this.imageOffset = imageOffset;
  }

  private static byte[] tag(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public void create(int ssaFramePages, long size) {
    record(0, CREATE);
    buffer[8] = (byte) ssaFramePages;
    buffer[9] = (byte) (ssaFramePages >>> 8);
    buffer[10] = (byte) (ssaFramePages >>> 16);
    buffer[11] = (byte) (ssaFramePages >>> 24);
    U64.set(buffer, 12, size);
    update(RECORD);
  }

  /// `count` pages from `address` on, all with the content of `page`. The content enters the hash
  /// only when they are measured.
  public void pages(long address, long count, long flags, boolean measured, byte[] page) {
    int length = measured ? MEASURED_PAGE : RECORD;
    int laid = (int) Math.min(count, CAPACITY / length);
    for (int i = 0; i < laid; i++) {
      lay(i * length, flags, measured, page);
    }
    long next = address + imageOffset;
    for (long left = count; left > 0; left -= laid) {
      int now = (int) Math.min(left, laid);
      for (int i = 0; i < now; i++, next += Pages.SIZE) {
        if (measured) {
          moveMeasured(i * MEASURED_PAGE, next);
        } else {
          U64.set(buffer, i * RECORD + 8, next);
        }
      }
      update(now * length);
    }
    added += count;
    extended += measured ? count : 0;
  }

  private void lay(int at, long flags, boolean measured, byte[] page) {
    record(at, ADD);
    U64.set(buffer, at + 16, flags);
    for (int i = 0; measured && i < CHUNKS; i++) {
      int extend = at + RECORD + i * (RECORD + CHUNK);
      record(extend, EXTEND);
      System.arraycopy(page, i * CHUNK, buffer, extend + RECORD, CHUNK);
    }
  }

  private void record(int at, byte[] tag) {
    Arrays.fill(buffer, at, at + RECORD, (byte) 0);
    System.arraycopy(tag, 0, buffer, at, tag.length);
  }

  private void moveMeasured(int at, long address) {
    U64.set(buffer, at + 8, address);
    for (int i = 0; i < CHUNKS; i++) {
      U64.set(buffer, at + RECORD + i * (RECORD + CHUNK) + 8, address + i * CHUNK);
    }
  }

  private void update(int length) {
    sha256.update(buffer, 0, length);
    hashed += length;
  }

  /// The hash over everything so far; the stream ends with it.
  public EnclaveMeasurement finish() {
    return new EnclaveMeasurement(Bytes.of(sha256.digest()), added, extended, hashed);
  }
}
