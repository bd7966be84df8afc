package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.sgx.collateral.PckExtensions;
import coffer.sgx.collateral.SgxTcb;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A simulated machine: its family (FMSPC, 6 bytes), its TCB, the version of its quoting enclave,
/// and whether its certificate is of the Platform CA, as those of several sockets are.
public record SimulatedSgxPlatform(Bytes fmspc, SgxTcb tcb, int qeSvn, boolean platformCa) {
  /// A family that Intel has not: its letters spell that it is simulated.
  public static final Bytes FMSPC = Bytes.of("SIMSGX".getBytes(StandardCharsets.US_ASCII));

  private static final SgxTcb TCB =
      new SgxTcb(List.of(11, 11, 2, 2, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 13);

  /// A machine of the simulated family, with a certificate of the Processor CA.
  public static SimulatedSgxPlatform standard() {
    return new SimulatedSgxPlatform(FMSPC, TCB, 8, false);
  }

  public SimulatedSgxPlatform withTcb(SgxTcb other) {
    return new SimulatedSgxPlatform(fmspc, other, qeSvn, platformCa);
  }

  public SimulatedSgxPlatform withFmspc(Bytes other) {
    return new SimulatedSgxPlatform(other, tcb, qeSvn, platformCa);
  }

  public SimulatedSgxPlatform withPlatformCa() {
    return new SimulatedSgxPlatform(fmspc, tcb, qeSvn, true);
  }

  /// The components, a byte each.
  Bytes cpuSvn() {
    byte[] bytes = new byte[SgxTcb.COMPONENTS];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = tcb.components().get(i).byteValue();
    }
    return Bytes.of(bytes);
  }

  PckExtensions extensions() {
    Bytes id = text("simulated ppid, not hardware");
    return new PckExtensions(
        id,
        tcb,
        cpuSvn(),
        Bytes.of(new byte[2]),
        fmspc,
        platformCa ? 1 : 0,
        platformCa
            ? new PckExtensions.Platform(text("simulated instance"), false, false, true)
            : null);
  }

  private static Bytes text(String text) {
    return Bytes.of(Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 16));
  }
}
