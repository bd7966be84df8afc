package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.snp.Cpuid;
import coffer.snp.FirmwareVersion;
import coffer.snp.PlatformInfo;
import coffer.snp.SigningKey;
import coffer.snp.SnpProduct;
import coffer.snp.TcbPart;
import coffer.snp.TcbVersion;
import java.util.Map;

/// A simulated machine: its product, report version, TCB version, the kind of its key, and the id
/// of its chip (64 bytes; on Turin all but the first 8 are zero).
public record SimulatedPlatform(
    SnpProduct product, int reportVersion, TcbVersion tcb, SigningKey key, Bytes chipId) {
  private static final FirmwareVersion FIRMWARE = new FirmwareVersion(0, 0, 1);

  public SimulatedPlatform {
    if (chipId.length() != 64) {
      throw new IllegalArgumentException("chip id of " + chipId.length() + " bytes");
    }
  }

  /// A machine of `product` with a VCEK and a chip id that is plainly none of AMD's.
  public static SimulatedPlatform of(SnpProduct product) {
    return switch (product) {
      case MILAN ->
          milanOrGenoa(
              product, 3, Map.of(TcbPart.BOOTLOADER, 4, TcbPart.SNP, 24, TcbPart.MICROCODE, 219));
      case GENOA ->
          milanOrGenoa(
              product, 3, Map.of(TcbPart.BOOTLOADER, 10, TcbPart.SNP, 23, TcbPart.MICROCODE, 84));
      case TURIN ->
          new SimulatedPlatform(
              product,
              5,
              TcbVersion.of(
                  product,
                  Map.of(
                      TcbPart.FMC,
                      1,
                      TcbPart.BOOTLOADER,
                      1,
                      TcbPart.TEE,
                      1,
                      TcbPart.SNP,
                      4,
                      TcbPart.MICROCODE,
                      81)),
              SigningKey.VCEK,
              chip(8));
    };
  }

  public SimulatedPlatform withTcb(TcbVersion other) {
    return new SimulatedPlatform(product, reportVersion, other, key, chipId);
  }

  public SimulatedPlatform withReportVersion(int version) {
    return new SimulatedPlatform(product, version, tcb, key, chipId);
  }

  /// A machine whose provider has a VLEK: its reports are not bound to a chip.
  public SimulatedPlatform withVlek() {
    return new SimulatedPlatform(
        product, reportVersion, tcb, SigningKey.VLEK, Bytes.of(new byte[64]));
  }

  Cpuid cpuid() {
    return switch (product) {
      case MILAN -> new Cpuid(0x19, 0x01, 0x01);
      case GENOA -> new Cpuid(0x19, 0x11, 0x01);
      case TURIN -> new Cpuid(0x1a, 0x02, 0x01);
    };
  }

  PlatformInfo info() {
    return new PlatformInfo(1);
  }

  FirmwareVersion firmware() {
    return FIRMWARE;
  }

  Bytes hardwareId() {
    return product == SnpProduct.TURIN ? chipId.slice(0, 8) : chipId;
  }

  private static SimulatedPlatform milanOrGenoa(
      SnpProduct product, int version, Map<TcbPart, Integer> parts) {
    return new SimulatedPlatform(
        product, version, TcbVersion.of(product, parts), SigningKey.VCEK, chip(64));
  }

  private static Bytes chip(int length) {
    byte[] text =
        "simulated chip, not hardware "
            .repeat(3)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] id = new byte[64];
    System.arraycopy(text, 0, id, 0, length);
    return Bytes.of(id);
  }
}
