package coffer.snp;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import org.jspecify.annotations.Nullable;

/// The signed fields of an SEV-SNP attestation report, bytes 0x000 to 0x29F, in the order of AMD
/// publication 56860, ATTESTATION_REPORT. Integers are unsigned and little-endian.
///
/// `cpuid` is there from version 3 on, `mitigations` from version 5 on; in older reports those
/// bytes are zero. No published report of version 4 is known: what it has at 0x1F8 and later is not
/// interpreted, and kept only in [SnpReport#signed].
public record SnpReportBody(
    int version,
    int guestSvn,
    GuestPolicy policy,
    Bytes familyId,
    Bytes imageId,
    int vmpl,
    int signatureAlgorithm,
    TcbVersion currentTcb,
    PlatformInfo platformInfo,
    ReportFlags flags,
    Bytes reportData,
    Bytes measurement,
    Bytes hostData,
    Bytes idKeyDigest,
    Bytes authorKeyDigest,
    Bytes reportId,
    Bytes reportIdMa,
    TcbVersion reportedTcb,
    @Nullable Cpuid cpuid,
    Bytes chipId,
    TcbVersion committedTcb,
    FirmwareVersion current,
    FirmwareVersion committed,
    TcbVersion launchTcb,
    @Nullable MitigationVectors mitigations) {
  public static final int LENGTH = 0x2a0;

  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  public SnpReportBody {
    requireLength("family_id", familyId, 16);
    requireLength("image_id", imageId, 16);
    requireLength("report_data", reportData, 64);
    requireLength("measurement", measurement, 48);
    requireLength("host_data", hostData, 32);
    requireLength("id_key_digest", idKeyDigest, 48);
    requireLength("author_key_digest", authorKeyDigest, 48);
    requireLength("report_id", reportId, 32);
    requireLength("report_id_ma", reportIdMa, 32);
    requireLength("chip_id", chipId, 64);
  }

  static SnpReportBody read(ByteReader in) {
    int version = understood(in.at(0).u32());
    int guestSvn = in.u32();
    GuestPolicy policy = new GuestPolicy(in.at(0x008).u64());
    Bytes familyId = in.bytes(16);
    Bytes imageId = in.bytes(16);
    int vmpl = in.at(0x030).u32();
    int signatureAlgorithm = in.u32();
    TcbVersion currentTcb = new TcbVersion(in.u64());
    PlatformInfo platformInfo = new PlatformInfo(in.at(0x040).u64());
    ReportFlags flags = new ReportFlags(in.u32());
    in.zeros(4);
    Bytes reportData = in.at(0x050).bytes(64);
    Bytes measurement = in.at(0x090).bytes(48);
    Bytes hostData = in.at(0x0c0).bytes(32);
    Bytes idKeyDigest = in.at(0x0e0).bytes(48);
    Bytes authorKeyDigest = in.at(0x110).bytes(48);
    Bytes reportId = in.at(0x140).bytes(32);
    Bytes reportIdMa = in.at(0x160).bytes(32);
    TcbVersion reportedTcb = new TcbVersion(in.at(0x180).u64());
    Cpuid cpuid = readCpuid(version, in);
    in.zeros(21);
    Bytes chipId = in.at(0x1a0).bytes(64);
    TcbVersion committedTcb = new TcbVersion(in.at(0x1e0).u64());
    FirmwareVersion current = FirmwareVersion.read(in);
    FirmwareVersion committed = FirmwareVersion.read(in);
    TcbVersion launchTcb = new TcbVersion(in.at(0x1f0).u64());
    MitigationVectors mitigations = readTail(version, in);
    in.at(LENGTH);
    return new SnpReportBody(
        version,
        guestSvn,
        policy,
        familyId,
        imageId,
        vmpl,
        signatureAlgorithm,
        currentTcb,
        platformInfo,
        flags,
        reportData,
        measurement,
        hostData,
        idKeyDigest,
        authorKeyDigest,
        reportId,
        reportIdMa,
        reportedTcb,
        cpuid,
        chipId,
        committedTcb,
        current,
        committed,
        launchTcb,
        mitigations);
  }

  /// The 0x2A0 bytes that a key signs.
  public Bytes toBytes() {
    ByteWriter out = new ByteWriter(LENGTH);
    out.u32(version).u32(guestSvn);
    out.at(0x008).u64(policy.bits()).bytes(familyId).bytes(imageId);
    out.at(0x030).u32(vmpl).u32(signatureAlgorithm).u64(currentTcb.bits());
    out.at(0x040).u64(platformInfo.bits()).u32(flags.bits()).zeros(4);
    out.at(0x050).bytes(reportData);
    out.at(0x090).bytes(measurement);
    out.at(0x0c0).bytes(hostData);
    out.at(0x0e0).bytes(idKeyDigest);
    out.at(0x110).bytes(authorKeyDigest);
    out.at(0x140).bytes(reportId);
    out.at(0x160).bytes(reportIdMa);
    out.at(0x180).u64(reportedTcb.bits());
    out.bytes(cpuid == null ? Bytes.of(new byte[3]) : cpuid.toBytes()).zeros(21);
    out.at(0x1a0).bytes(chipId);
    out.at(0x1e0).u64(committedTcb.bits());
    current.write(out);
    committed.write(out);
    out.at(0x1f0).u64(launchTcb.bits());
    out.u64(mitigations == null ? 0 : mitigations.launch());
    out.u64(mitigations == null ? 0 : mitigations.current());
    return Bytes.of(out.at(0x208).zeros(LENGTH - 0x208).toBytes());
  }

  private static int understood(int version) {
    if (version < OLDEST || version > NEWEST) {
      throw new MalformedException(
          0,
          "report version %s, versions %d to %d are understood"
              .formatted(Integer.toUnsignedString(version), OLDEST, NEWEST));
    }
    return version;
  }

  private static @Nullable Cpuid readCpuid(int version, ByteReader in) {
    if (version < 3) {
      in.zeros(3);
      return null;
    }
    return new Cpuid(in.u8(), in.u8(), in.u8());
  }

  private static @Nullable MitigationVectors readTail(int version, ByteReader in) {
    int length = LENGTH - 0x1f8;
    if (version == NEWEST) {
      MitigationVectors vectors = new MitigationVectors(in.u64(), in.u64());
      in.zeros(length - 16);
      return vectors;
    }
    if (version == 4) {
      in.skip(length);
    } else {
      in.zeros(length);
    }
    return null;
  }

  private static void requireLength(String field, Bytes value, int length) {
    if (value.length() != length) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %d".formatted(field, length, value.length()));
    }
  }
}
