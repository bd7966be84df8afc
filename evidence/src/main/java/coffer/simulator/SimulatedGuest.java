package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.snp.GuestPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a simulated guest is: its identity and how it was launched. `measurement` is 48 bytes; that
/// of [#of] stands for no software at all.
public record SimulatedGuest(
    Bytes hostData, Bytes measurement, GuestPolicy policy, int vmpl, int guestSvn) {
  private static final String NO_MEASUREMENT = "coffer simulated utility vm, not measured";

  public SimulatedGuest {
    if (hostData.length() != 32 || measurement.length() != 48) {
      throw new IllegalArgumentException("host data of 32 and a measurement of 48 bytes wanted");
    }
  }

  /// A container group as Azure launches them, with the digest of its policy (32 bytes).
  public static SimulatedGuest of(Bytes hostData) {
    byte[] text = Digest.sha256().digest(NO_MEASUREMENT.getBytes(StandardCharsets.US_ASCII));
    Bytes measurement = Bytes.of(Arrays.copyOf(text, 48));
    return new SimulatedGuest(hostData, measurement, GuestPolicy.AZURE, 0, 2);
  }

  public SimulatedGuest withPolicy(GuestPolicy other) {
    return new SimulatedGuest(hostData, measurement, other, vmpl, guestSvn);
  }

  public SimulatedGuest withVmpl(int other) {
    return new SimulatedGuest(hostData, measurement, policy, other, guestSvn);
  }

  public SimulatedGuest withMeasurement(Bytes other) {
    return new SimulatedGuest(hostData, other, policy, vmpl, guestSvn);
  }
}
