package coffer.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// `/dev/sev-guest`, the driver of Linux 5.19 and later (`include/uapi/linux/sev-guest.h`).
record SevGuestDevice(Path path) implements SnpDriver {
  /// `_IOWR('S', 0, struct snp_guest_request_ioctl)`.
  static final long GET_REPORT = Ioctl.readWrite('S', 0, Argument.LENGTH);

  /// `struct snp_report_resp`.
  private static final int RESPONSE_LENGTH = 4000;

  /// `struct snp_guest_request_ioctl`, 32 bytes: message version, addresses of request and
  /// response, and what firmware and hypervisor said.
  static final class Argument {
    static final int LENGTH = 32;
    private static final int REQUEST = 8;
    private static final int RESPONSE = 16;
    static final int ERROR = 24;

    private Argument() {}

    static byte[] of(long request, long response) {
      return ByteBuffer.allocate(LENGTH)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(0, (byte) 1)
          .putLong(REQUEST, request)
          .putLong(RESPONSE, response)
          .array();
    }
  }

  @Override
  public byte[] ask(DeviceFile device, byte[] request) throws DeviceException {
    MemorySegment response = device.allocate(RESPONSE_LENGTH);
    MemorySegment argument =
        device.allocate(Argument.of(device.allocate(request).address(), response.address()));
    try {
      device.ioctl("SNP_GET_REPORT", GET_REPORT, argument);
    } catch (DeviceException e) {
      throw FirmwareError.of(e, argument.get(ValueLayout.JAVA_LONG, Argument.ERROR));
    }
    return response.toArray(ValueLayout.JAVA_BYTE);
  }
}
