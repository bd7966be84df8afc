package coffer.sgx.quote;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;

/// What the processor says about an enclave: the 384 bytes of a report body (`sgx_report_body_t` of
/// the Intel SGX SDK), little-endian, fields in its order. Reserved bytes are zero.
///
/// `isvExtProdId`, `configId`, `configSvn` and `isvFamilyId` are used by enclaves with key
/// separation and sharing (KSS), and zero otherwise.
public record EnclaveReport(
    Bytes cpuSvn,
    int miscSelect,
    Bytes isvExtProdId,
    EnclaveAttributes attributes,
    Bytes mrEnclave,
    Bytes mrSigner,
    Bytes configId,
    int isvProdId,
    int isvSvn,
    int configSvn,
    Bytes isvFamilyId,
    Bytes reportData) {
  public static final int LENGTH = 384;

  public EnclaveReport {
    Lengths.require("cpusvn", cpuSvn, 16);
    Lengths.require("isvextprodid", isvExtProdId, 16);
    Lengths.require("mrenclave", mrEnclave, 32);
    Lengths.require("mrsigner", mrSigner, 32);
    Lengths.require("configid", configId, 64);
    Lengths.require("isvfamilyid", isvFamilyId, 16);
    Lengths.require("report_data", reportData, 64);
  }

  static EnclaveReport read(ByteReader in) {
    long start = in.position();
    Bytes cpuSvn = in.bytes(16);
    int miscSelect = in.at(start + 16).u32();
    in.zeros(12);
    Bytes isvExtProdId = in.at(start + 32).bytes(16);
    EnclaveAttributes attributes = EnclaveAttributes.read(in.at(start + 48));
    Bytes mrEnclave = in.at(start + 64).bytes(32);
    in.zeros(32);
    Bytes mrSigner = in.at(start + 128).bytes(32);
    in.zeros(32);
    Bytes configId = in.at(start + 192).bytes(64);
    int isvProdId = in.at(start + 256).u16();
    int isvSvn = in.at(start + 258).u16();
    int configSvn = in.u16();
    in.zeros(42);
    Bytes isvFamilyId = in.at(start + 304).bytes(16);
    Bytes reportData = in.at(start + 320).bytes(64);
    in.at(start + LENGTH);
    return new EnclaveReport(
        cpuSvn,
        miscSelect,
        isvExtProdId,
        attributes,
        mrEnclave,
        mrSigner,
        configId,
        isvProdId,
        isvSvn,
        configSvn,
        isvFamilyId,
        reportData);
  }

  void write(ByteWriter out) {
    int start = out.position();
    out.bytes(cpuSvn);
    out.at(start + 16).u32(miscSelect).zeros(12).bytes(isvExtProdId);
    attributes.write(out.at(start + 48));
    out.at(start + 64).bytes(mrEnclave).zeros(32);
    out.at(start + 128).bytes(mrSigner).zeros(32);
    out.at(start + 192).bytes(configId);
    out.at(start + 256).u16(isvProdId).u16(isvSvn).u16(configSvn).zeros(42);
    out.at(start + 304).bytes(isvFamilyId);
    out.at(start + 320).bytes(reportData).at(start + LENGTH);
  }

  /// Parses exactly 384 bytes.
  public static EnclaveReport parse(byte[] raw) {
    ByteReader in = new ByteReader(raw);
    EnclaveReport report = read(in);
    in.end();
    return report;
  }

  /// The 384 bytes.
  public Bytes toBytes() {
    ByteWriter out = new ByteWriter(LENGTH);
    write(out);
    return Bytes.of(out.toBytes());
  }

  public EnclaveReport withReportData(Bytes value) {
    return new EnclaveReport(
        cpuSvn,
        miscSelect,
        isvExtProdId,
        attributes,
        mrEnclave,
        mrSigner,
        configId,
        isvProdId,
        isvSvn,
        configSvn,
        isvFamilyId,
        value);
  }

  /// MISCSELECT as the report has it, 4 bytes.
  public Bytes miscSelectBytes() {
    return Bytes.of(new ByteWriter(4).u32(miscSelect).toBytes());
  }
}
