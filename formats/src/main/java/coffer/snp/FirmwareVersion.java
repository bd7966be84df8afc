package coffer.snp;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;

/// The firmware's version as a report carries it: one byte each for build, minor and major, and a
/// reserved byte.
public record FirmwareVersion(int build, int minor, int major) {
  static FirmwareVersion read(ByteReader in) {
    FirmwareVersion version = new FirmwareVersion(in.u8(), in.u8(), in.u8());
    in.zeros(1);
    return version;
  }

  void write(ByteWriter out) {
    out.u8(build).u8(minor).u8(major).zeros(1);
  }

  /// `major.minor.build`.
  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
