package coffer.device;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.SigningKey;
import coffer.snp.SnpReport;
import coffer.snp.SnpReportBody;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `/dev/sev-guest`, the driver of Linux 5.19 and later (`include/uapi/linux/sev-guest.h`).
record SevGuestDevice(Path path) implements SnpDriver {
  /// `_IOWR('S', 0, struct snp_guest_request_ioctl)`.
  static final long GET_REPORT = Ioctl.readWrite('S', 0, Argument.LENGTH);

  /// `_IOWR('S', 2, struct snp_guest_request_ioctl)`.
  static final long GET_EXT_REPORT = Ioctl.readWrite('S', 2, Argument.LENGTH);

  /// What the kernel takes for certificates (`SEV_FW_BLOB_MAX_SIZE`).
  private static final int CERTIFICATES_LENGTH = 0x4000;

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

  /// `struct snp_ext_report_req`, 112 bytes: the message, the address of pages for certificates and
  /// their length.
  static byte[] extended(byte[] request, long address, int length) {
    return ByteBuffer.allocate(SnpMessages.REQUEST_LENGTH + 16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(request)
        .putLong(address)
        .putInt(length)
        .array();
  }

  @Override
  public Certified certifiedReport(Bytes reportData) throws IOException {
    return Attempts.of(Duration.ofSeconds(1)).run(() -> certified(reportData));
  }

  private Certified certified(Bytes reportData) throws DeviceException {
    byte[] request = SnpMessages.request(reportData, 0);
    try (DeviceFile device = DeviceFile.open(path)) {
      MemorySegment table = device.allocatePages(CERTIFICATES_LENGTH);
      byte[] extended = extended(request, table.address(), CERTIFICATES_LENGTH);
      byte[] response = ask(device, "SNP_GET_EXT_REPORT", GET_EXT_REPORT, extended);
      Bytes report = SnpMessages.report(response);
      return new Certified(report, chain(report, table.toArray(ValueLayout.JAVA_BYTE)));
    } catch (MalformedException e) {
      throw new DeviceException(path + ": " + e.getMessage(), 0);
    }
  }

  /// The host's certificates for the key that signed a report; null when it has none.
  static @Nullable String chain(Bytes report, byte[] table) {
    SnpReportBody body = SnpReport.parse(report.toArray()).body();
    boolean vlek = body.flags().signingKey() == SigningKey.VLEK;
    CertificateTable certificates = CertificateTable.parse(table);
    return certificates.hasLeaf(vlek) ? certificates.chainPem(vlek) : null;
  }

  @Override
  public byte[] ask(DeviceFile device, byte[] request) throws DeviceException {
    return ask(device, "SNP_GET_REPORT", GET_REPORT, request);
  }

  private static byte[] ask(DeviceFile device, String what, long code, byte[] request)
      throws DeviceException {
    MemorySegment response = device.allocate(RESPONSE_LENGTH);
    MemorySegment argument =
        device.allocate(Argument.of(device.allocate(request).address(), response.address()));
    try {
      device.ioctl(what, code, argument);
    } catch (DeviceException e) {
      throw FirmwareError.of(e, argument.get(ValueLayout.JAVA_LONG, Argument.ERROR));
    }
    return response.toArray(ValueLayout.JAVA_BYTE);
  }
}
