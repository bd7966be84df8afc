package coffer.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What rests on a development root stays on this machine.
public final class Development {
  private Development() {}

  /// `IOException` when a server at `address` would show a development certificate, or believe
  /// simulated hardware (`simulated`), to other machines.
  public static void requireLoopback(
      InetSocketAddress address, @Nullable ServerIdentity identity, boolean simulated)
      throws IOException {
    InetAddress where = address.getAddress();
    if (where != null && where.isLoopbackAddress()) {
      return;
    }
    if (identity == null || identity.isDevelopment()) {
      throw new IOException(
          "%s: under the development root only loopback addresses are listened on; give a real"
                  .formatted(address)
              + " certificate and key to listen elsewhere");
    }
    if (simulated) {
      throw new IOException(
          "%s: simulated hardware is believed on loopback addresses only; leave the development"
                  .formatted(address)
              + " root away to listen elsewhere");
    }
  }
}
