package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Documents with every field set; nothing in them is signed.
final class Samples {
  static final Instant ISSUED = Instant.parse("2026-05-01T00:00:00Z");
  static final Instant NEXT = Instant.parse("2026-05-31T00:00:00Z");

  private Samples() {}

  static SgxTcb tcb(int first, int second, int pceSvn) {
    List<Integer> components = new ArrayList<>(List.of(first, second));
    while (components.size() < SgxTcb.COMPONENTS) {
      components.add(0);
    }
    return new SgxTcb(components, pceSvn);
  }

  static TcbLevel<SgxTcb> level(SgxTcb tcb, TcbStatus status, String... advisories) {
    return new TcbLevel<>(tcb, ISSUED, status, List.of(advisories));
  }

  static TcbInfo info(int version, List<TcbLevel<SgxTcb>> levels) {
    return new TcbInfo(
        "SGX",
        version,
        ISSUED,
        NEXT,
        Bytes.parseHex("00a067110000"),
        Bytes.parseHex("0000"),
        17,
        levels);
  }

  static TcbInfo info(int version) {
    return info(
        version,
        List.of(
            level(tcb(11, 11, 13), TcbStatus.UP_TO_DATE),
            level(tcb(5, 5, 5), TcbStatus.OUT_OF_DATE, "INTEL-SA-00001", "INTEL-SA-00002")));
  }

  static QeIdentity identity() {
    return new QeIdentity(
        "QE",
        2,
        ISSUED,
        NEXT,
        17,
        Bytes.parseHex("00000000"),
        Bytes.parseHex("ffffffff"),
        Bytes.parseHex("11000000000000000000000000000000"),
        Bytes.parseHex("fbffffffffffffff0000000000000000"),
        Bytes.parseHex("8c".repeat(32)),
        1,
        List.of(
            new TcbLevel<>(6, ISSUED, TcbStatus.OUT_OF_DATE, List.of("INTEL-SA-00615")),
            new TcbLevel<>(8, ISSUED, TcbStatus.UP_TO_DATE, List.of())));
  }

  static PckExtensions extensions(boolean platform) {
    return new PckExtensions(
        Bytes.parseHex("d0".repeat(16)),
        tcb(255, 128, 300),
        Bytes.parseHex("c5".repeat(16)),
        Bytes.parseHex("0000"),
        Bytes.parseHex("00a067110000"),
        platform ? 1 : 0,
        platform
            ? new PckExtensions.Platform(Bytes.parseHex("1d".repeat(16)), true, false, null)
            : null);
  }
}
