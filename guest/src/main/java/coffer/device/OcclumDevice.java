package coffer.device;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.ReportData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;

/// `/dev/sgx` as Occlum's library OS has it (its DCAP quote requests); on a host that name is a
/// folder of drivers.
public record OcclumDevice(Path path) implements QuoteDevice {
  /// `_IOR('s', 7, u32)`.
  static final long QUOTE_SIZE = Ioctl.read('s', 7, Integer.BYTES);

  /// `_IOWR('s', 8, three pointers)`.
  static final long GENERATE_QUOTE = Ioctl.readWrite('s', 8, 3 * Long.BYTES);

  /// Longer than any quote with its certificates.
  private static final int LARGEST = 1 << 20;

  /// The argument, 24 bytes: addresses of the report data, of the size (u32), of the quote.
  static byte[] argument(long reportData, long size, long quote) {
    return ByteBuffer.allocate(3 * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(reportData)
        .putLong(size)
        .putLong(quote)
        .array();
  }

  @Override
  public Bytes quote(Bytes reportData) throws IOException {
    if (reportData.length() != ReportData.LENGTH) {
      throw new MalformedException("report data: 64 bytes wanted, found " + reportData.length());
    }
    return Attempts.of(Duration.ofSeconds(1)).run(() -> once(reportData));
  }

  private Bytes once(Bytes reportData) throws DeviceException {
    try (DeviceFile device = DeviceFile.open(path)) {
      MemorySegment size = device.allocate(Integer.BYTES);
      device.ioctl("size of a quote", QUOTE_SIZE, size);
      int length = checked(size.get(ValueLayout.JAVA_INT, 0), LARGEST);
      MemorySegment quote = device.allocate(length);
      MemorySegment data = device.allocate(reportData.toArray());
      device.ioctl(
          "quote",
          GENERATE_QUOTE,
          device.allocate(argument(data.address(), size.address(), quote.address())));
      int written = checked(size.get(ValueLayout.JAVA_INT, 0), length);
      return Bytes.of(quote.asSlice(0, written).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private int checked(int length, int most) throws DeviceException {
    if (length <= 0 || length > most) {
      throw new DeviceException(
          "%s: a quote of 1 to %d bytes wanted, found %d".formatted(path, most, length), 0);
    }
    return length;
  }
}
