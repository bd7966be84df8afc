package coffer.device;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.ReportData;
import coffer.snp.SnpReport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The messages between a guest and the firmware that ask for a report (AMD publication 56860,
/// "MSG_REPORT_REQ", "MSG_REPORT_RSP"). Integers are little-endian.
final class SnpMessages {
  static final int REQUEST_LENGTH = 96;
  static final int RESPONSE_LENGTH = 1280;

  private static final int VMPL = 64;
  private static final int REPORT_SIZE = 4;
  private static final int REPORT = 32;

  /// MSG_REPORT_RSP, status.
  private static final int INVALID_PARAMETERS = 0x16;

  private static final int INVALID_KEY_SELECTION = 0x27;

  private SnpMessages() {}

  /// A request of 96 bytes for a report over 64 bytes of report data, at the guest's own level.
  static byte[] request(Bytes reportData, int vmpl) {
    if (reportData.length() != ReportData.LENGTH) {
      throw new MalformedException("report data: 64 bytes wanted, found " + reportData.length());
    }
    ByteBuffer request = ByteBuffer.allocate(REQUEST_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    request.put(reportData.toArray());
    request.putInt(VMPL, vmpl);
    return request.array();
  }

  /// The report of 1,184 bytes in a response of at least 1,216 bytes; `MalformedException` when the
  /// firmware gave none.
  static Bytes report(byte[] response) {
    if (response.length < REPORT + SnpReport.LENGTH) {
      throw new MalformedException(
          "response: %d bytes wanted, found %d"
              .formatted(REPORT + SnpReport.LENGTH, response.length));
    }
    ByteBuffer in = ByteBuffer.wrap(response).order(ByteOrder.LITTLE_ENDIAN);
    int status = in.getInt(0);
    if (status != 0) {
      throw new MalformedException(
          "response: status 0 wanted, found 0x%x%s".formatted(status, meaning(status)));
    }
    int size = in.getInt(REPORT_SIZE);
    if (size != SnpReport.LENGTH) {
      throw new MalformedException(
          "response: a report of %d bytes wanted, found %d".formatted(SnpReport.LENGTH, size));
    }
    return Bytes.of(Arrays.copyOfRange(response, REPORT, REPORT + SnpReport.LENGTH));
  }

  private static String meaning(int status) {
    return switch (status) {
      case INVALID_PARAMETERS -> " (invalid parameters: the level asked for is not this guest's)";
      case INVALID_KEY_SELECTION -> " (no such key: the machine has no VLEK)";
      default -> "";
    };
  }
}
