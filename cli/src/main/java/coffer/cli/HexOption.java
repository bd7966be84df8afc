package coffer.cli;

import coffer.bytes.Bytes;

/// Bytes on the command line, as hex digits of either case.
final class HexOption {
  private HexOption() {}

  static Bytes parse(String name, String hex, int length) {
    if (!hex.matches("[0-9a-fA-F]{" + 2 * length + "}")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: %d hex digits wanted, found '%s'".formatted(name, 2 * length, hex),
          "");
    }
    return Bytes.parseHex(hex);
  }
}
