package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.discovery.IssuerKeys;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SnpExpectations;
import coffer.evidence.token.TokenExpectations;
import coffer.evidence.token.TokenTrust;
import coffer.jose.JwkSet;
import coffer.skr.HttpDocuments;
import coffer.skr.Trust;
import coffer.tls.DevelopmentCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whose attestation tokens are believed, and what is wanted of them beyond what reports show too.
final class TokenOptions {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Option(
      names = "--authority",
      paramLabel = "URL",
      description = "Tokens: believe this issuer, by the keys that it publishes at its URL.")
  @Nullable String authority;

  @Option(
      names = "--jwks",
      paramLabel = "FILE",
      description = "Tokens: believe the keys in this file, and ask nobody.")
  @Nullable Path jwks;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "Tokens: want this issuer (default: that of --authority).")
  @Nullable String issuer;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust these authorities (PEM) for TLS besides the system's; again for more.")
  List<Path> authorities = List.of();

  @Option(
      names = "--max-age",
      paramLabel = "TIME",
      description = "Tokens: issued at most this long ago, for example 90s, 5m, 8h.")
  @Nullable String maximumAge;

  @Option(
      names = "--measurement",
      paramLabel = "HEX",
      description = "Tokens: want this launch measurement of a confidential VM.")
  @Nullable String measurement;

  @Option(
      names = "--accept-compliance",
      paramLabel = "STATUS",
      split = ",",
      description =
          "Tokens: accept these values of x-ms-compliance-status; 'any' does not look at it.")
  List<String> compliance = List.of();

  private @Nullable IssuerKeys published;
  private boolean development;

  /// Whether the caller said whose tokens are believed.
  boolean given() {
    return authority != null || jwks != null;
  }

  /// Trusts the services of this machine, where simulated hardware is believed anyway.
  void trustDevelopmentAuthority() {
    development = true;
  }

  /// A client that trusts the authorities of the system and those that were given.
  HttpDocuments http() throws IOException {
    List<Path> files = new ArrayList<>(Trust.files(System.getenv()));
    files.addAll(authorities);
    Path own = DevelopmentCa.folder(System.getenv()).resolve("ca.pem");
    if (development && Files.exists(own)) {
      files.add(own);
    }
    return new HttpDocuments(Map.of(), Trust.of(files), LIMIT);
  }

  /// What the authority publishes, asked once; null without `--authority`.
  @Nullable IssuerKeys published() throws IOException {
    if (published == null && authority != null) {
      published = IssuerKeys.fetch(http(), authority);
    }
    return published;
  }

  TokenTrust trust(boolean developmentAllowed) throws IOException {
    if (authority != null && jwks != null) {
      throw new CommandFailure(ExitCode.USAGE, "--authority and --jwks: one of them wanted", "");
    }
    TokenTrust trust = trust();
    return developmentAllowed ? trust.withDevelopmentAllowed() : trust;
  }

  private TokenTrust trust() throws IOException {
    IssuerKeys known = published();
    if (known != null) {
      return TokenTrust.of(issuer == null ? known.issuer() : issuer, known.keys())
          .withKeysUrl(known.url().toString());
    }
    if (jwks == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "a token, and nobody said whose tokens are believed",
          "--authority URL, or --jwks FILE with --issuer URL");
    }
    JwkSet keys;
    try {
      keys = JwkSet.parse(Files.readAllBytes(jwks));
    } catch (MalformedException e) {
      throw e.within(jwks.toString());
    }
    return issuer == null ? TokenTrust.of(keys) : TokenTrust.of(issuer, keys);
  }

  TokenExpectations expectations(SnpExpectations guest, SgxExpectations enclave) {
    TokenExpectations wanted = TokenExpectations.of(guest, enclave);
    if (maximumAge != null) {
      wanted = wanted.withMaximumAge(duration(maximumAge));
    }
    if (measurement != null) {
      wanted = wanted.withMeasurement(HexOption.parse("--measurement", measurement, 48));
    }
    if (!compliance.isEmpty()) {
      wanted =
          wanted.withCompliance(compliance.contains("any") ? Set.of() : Set.copyOf(compliance));
    }
    return wanted;
  }

  private static Duration duration(String text) {
    if (!text.matches("[0-9]{1,9}[smhd]")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--max-age: a number and s, m, h or d wanted, found '" + text + "'",
          "for example 5m");
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
