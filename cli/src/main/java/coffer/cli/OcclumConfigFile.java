package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.occlum.OcclumDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// An Occlum.json as a command line names it, and what to do about its oddities.
final class OcclumConfigFile {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, Occlum.json.")
  Path file = Path.of("");

  @Option(
      names = "--upgrade",
      description =
          "Accept a configuration of an older Occlum (from 0.17 on), and list what changes.")
  boolean upgrade;

  @Option(
      names = "--strict",
      description = "Refuse members that nothing reads, instead of naming them.")
  boolean strict;

  @Mixin EdmmOption edmm = new EdmmOption();

  OcclumDocument read(PrintWriter err) throws IOException {
    OcclumDocument document = parse();
    if (strict && !document.unknown().isEmpty()) {
      throw new CommandFailure(
          ExitCode.MALFORMED,
          "%s: %s: nothing reads it".formatted(file, String.join(", ", document.unknown())),
          "correct the name or remove it");
    }
    document
        .unknown()
        .forEach(member -> err.println("warning: %s: nothing reads it".formatted(member)));
    document.upgrades().forEach(change -> err.println("upgraded: " + change));
    return document;
  }

  private OcclumDocument parse() throws IOException {
    byte[] content = EnclaveFiles.bytes(file, OcclumDocument.MAX_SIZE);
    try {
      return upgrade
          ? OcclumDocument.parseAnyRelease(content, edmm.wanted())
          : OcclumDocument.parse(content, edmm.wanted());
    } catch (MalformedException e) {
      if (!upgrade && isOld(content)) {
        throw new CommandFailure(
            ExitCode.MALFORMED, file + ": " + e.getMessage(), "--upgrade reads it as that");
      }
      throw e.within(file.toString());
    }
  }

  private boolean isOld(byte[] content) {
    try {
      return !OcclumDocument.parseAnyRelease(content, edmm.wanted()).upgrades().isEmpty();
    } catch (MalformedException _) {
      return false;
    }
  }
}
