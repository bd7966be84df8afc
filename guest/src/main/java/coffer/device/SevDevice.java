package coffer.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// `/dev/sev`, the driver of Azure's utility VMs with a kernel 5.x, before Linux had one of its own
/// (as microsoft/confidential-sidecar-containers, pkg/attest, uses it).
record SevDevice(Path path) implements SnpDriver {
  /// `_IOWR('S', 1, 40 bytes)`.
  static final long GUEST_MESSAGE = Ioctl.readWrite('S', 1, Argument.LENGTH);

  /// The argument, 40 bytes: types of request (5) and response (6), message version, lengths and
  /// addresses of both, and what the firmware said.
  static final class Argument {
    static final int LENGTH = 40;
    private static final byte REPORT_REQUEST = 5;
    private static final byte REPORT_RESPONSE = 6;
    private static final int REQUEST_LENGTH = 4;
    private static final int REQUEST = 8;
    private static final int RESPONSE_LENGTH = 16;
    private static final int RESPONSE = 24;
    static final int ERROR = 32;

    private Argument() {}

    static byte[] of(long request, long response) {
      return ByteBuffer.allocate(LENGTH)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(0, REPORT_REQUEST)
          .put(1, REPORT_RESPONSE)
          .put(2, (byte) 1)
          .putShort(REQUEST_LENGTH, (short) SnpMessages.REQUEST_LENGTH)
          .putLong(REQUEST, request)
          .putShort(RESPONSE_LENGTH, (short) SnpMessages.RESPONSE_LENGTH)
          .putLong(RESPONSE, response)
          .array();
    }
  }

  @Override
  public byte[] ask(DeviceFile device, byte[] request) throws DeviceException {
    MemorySegment response = device.allocate(SnpMessages.RESPONSE_LENGTH);
    MemorySegment argument =
        device.allocate(Argument.of(device.allocate(request).address(), response.address()));
    try {
      device.ioctl("guest message for a report", GUEST_MESSAGE, argument);
    } catch (DeviceException e) {
      throw FirmwareError.of(
          e, Integer.toUnsignedLong(argument.get(ValueLayout.JAVA_INT, Argument.ERROR)));
    }
    return response.toArray(ValueLayout.JAVA_BYTE);
  }
}
