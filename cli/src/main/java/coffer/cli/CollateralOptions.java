package coffer.cli;

import coffer.collateral.AmdCertificates;
import coffer.collateral.Download;
import coffer.collateral.IntelCollateral;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxFolder;
import coffer.skr.Trust;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/// Where collateral comes from that the evidence does not bring.
final class CollateralOptions {
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Option(
      names = "--collateral",
      paramLabel = "SOURCE",
      description = {
        "Take collateral from here, again for more: a folder with Intel's; intel, or pccs=URL of",
        "a caching service; amd, or kds=URL of one like it, for a report's certificates and AMD's",
        "revocation list. What a server says is verified, and kept until it expires."
      })
  List<String> sources = List.of();

  @Option(
      names = "--offline",
      description = "Ask no server: take collateral from the folders and from what was kept.")
  boolean offline;

  CollateralSupply supply(PrintWriter err) throws IOException {
    IntelCollateral intel = null;
    AmdCertificates amd = null;
    SgxCollateral folder = null;
    for (String source : sources) {
      switch (kind(source)) {
        case "intel" -> intel = intel(IntelCollateral.INTEL);
        case "pccs" -> intel = intel(pccs(url(source)));
        case "amd" -> amd = amd(AmdCertificates.AMD);
        case "kds" -> amd = amd(url(source));
        default -> folder = folder(Path.of(source));
      }
    }
    return new CollateralSupply(intel, amd, folder, offline, err);
  }

  private IntelCollateral intel(URI base) throws IOException {
    return new IntelCollateral(base, download(), cache());
  }

  private AmdCertificates amd(URI base) throws IOException {
    return new AmdCertificates(base, download(), cache());
  }

  private static String kind(String source) {
    int equals = source.indexOf('=');
    return equals < 0 ? source : source.substring(0, equals);
  }

  private static URI url(String source) {
    String text = source.substring(source.indexOf('=') + 1);
    if (!text.toLowerCase(Locale.ROOT).matches("https?://[^/?#\\s@]+(/[^?#\\s]*)?")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--collateral: a URL without user and query wanted, found '" + source + "'",
          "for example pccs=https://localhost:8081");
    }
    return URI.create(text.replaceAll("/+$", ""));
  }

  /// A host alone serves its API where Intel's is.
  private static URI pccs(URI url) {
    return url.getRawPath().isEmpty() ? URI.create(url + IntelCollateral.INTEL.getPath()) : url;
  }

  private static SgxCollateral folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--collateral: a folder, intel, pccs=URL, amd or kds=URL wanted, found '" + folder + "'",
          "");
    }
    SgxCollateral found = SgxFolder.loadCollateral(folder);
    if (found == null) {
      throw new CommandFailure(
          ExitCode.MALFORMED,
          folder + ": no collateral",
          "tcbInfo.json, qeIdentity.json, tcbSignChain.pem, rootCaCrl.pem and"
              + " intermediateCaCrl.pem, or a collateral.json, make it");
    }
    return found;
  }

  /// One user's, whichever the service is: what it says is verified each time.
  private static Path cache() {
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.startsWith("/")
            ? Path.of(cache)
            : Path.of(System.getenv().getOrDefault("HOME", "/"), ".cache");
    return base.resolve("coffer").resolve("collateral");
  }

  private Download download() throws IOException {
    return offline
        ? Download.offline()
        : Download.of(Trust.of(Trust.files(System.getenv())).context(), PAUSE);
  }
}
