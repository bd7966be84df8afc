package coffer.group;

import coffer.bytes.MalformedException;

/// A service of the laptop's platform that a group reaches under its public name: inside the group
/// it has an address of its own on the loopback network, and the port that clients expect.
public enum PlatformService {
  ATTESTATION("127.0.0.2", 443),
  VAULT("127.0.0.3", 443),

  /// Where Azure's machines find their managed identity (IMDS).
  IDENTITY("169.254.169.254", 80);

  private final String address;
  private final int port;

  PlatformService(String address, int port) {
    this.address = address;
    this.port = port;
  }

  /// Inside the group.
  public String address() {
    return address;
  }

  /// Inside the group.
  public int port() {
    return port;
  }

  /// The first byte of a connection on [GroupFolder#platformSocket] says which one is meant.
  public byte number() {
    return (byte) ordinal();
  }

  public static PlatformService ofNumber(int number) {
    if (number < 0 || number >= values().length) {
      throw new MalformedException("no platform service " + number);
    }
    return values()[number];
  }
}
