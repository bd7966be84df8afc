package coffer.snp;

import coffer.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/// Reports with a different value in every field, so that a field read from another's place shows.
final class SampleReports {
  private SampleReports() {}

  static SnpReport report(int version) {
    return SnpReport.of(body(version), new SnpSignature(bytes(0x71, 48), bytes(0x72, 48)));
  }

  static SnpReportBody body(int version) {
    return new SnpReportBody(
        version,
        0x04030201,
        new GuestPolicy(0x0807060504030201L),
        bytes(0x10, 16),
        bytes(0x20, 16),
        3,
        1,
        new TcbVersion(0x1817161514131211L),
        new PlatformInfo(0x2827262524232221L),
        new ReportFlags(0x34333231),
        bytes(0x30, 64),
        bytes(0x40, 48),
        bytes(0x50, 32),
        bytes(0x60, 48),
        bytes(0x61, 48),
        bytes(0x62, 32),
        bytes(0x63, 32),
        new TcbVersion(0x4847464544434241L),
        cpuid(version),
        bytes(0x64, 64),
        new TcbVersion(0x5857565554535251L),
        new FirmwareVersion(1, 2, 3),
        new FirmwareVersion(4, 5, 6),
        new TcbVersion(0x6867666564636261L),
        version == 5 ? new MitigationVectors(0x7877767574737271L, 7) : null);
  }

  static Bytes bytes(int first, int length) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (first + i);
    }
    return Bytes.of(content);
  }

  private static @Nullable Cpuid cpuid(int version) {
    return version >= 3 ? new Cpuid(0x19, 0x01, 0x02) : null;
  }
}
